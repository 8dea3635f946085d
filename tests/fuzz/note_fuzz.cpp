#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/vocabulary/check.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Every reader of texts from outside: total, and what it accepts is written back byte for byte.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tally;
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (auto const note = parse_note(text)) TALLY_CHECK(format_note(note.value()) == text);
    if (auto const checkpoint = parse_checkpoint_text(text))
        TALLY_CHECK(checkpoint_text(checkpoint.value()) == text);
    if (auto const proof = parse_tlog_proof(text))
        TALLY_CHECK(format_tlog_proof(proof.value()) == text);
    if (auto const verifier = parse_verifier(text)) TALLY_CHECK(verifier.value().line() == text);
    if (auto const key = SigningKey::parse(text)) TALLY_CHECK(key.value().line() == text);
    return 0;
}
