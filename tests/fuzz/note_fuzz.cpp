#include "journal/checkpoint/checkpoint.h"
#include "journal/checkpoint/consistency.h"
#include "journal/checkpoint/key_chain.h"
#include "journal/checkpoint/policy.h"
#include "journal/checkpoint/tlog_proof.h"
#include "journal/vocabulary/check.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace tally;

// Of the texts about keys, comments and blank lines are not given back: only the keys are.
void read_keys(std::string_view text) {
    if (auto const verifiers = parse_verifiers(text)) {
        TALLY_CHECK(!verifiers.value().empty());
        for (auto const& verifier : verifiers.value())
            TALLY_CHECK(parse_verifier(verifier.line()).has_value());
    }
    if (auto const rotations = parse_rotations(text)) {
        std::string lines;
        for (auto const& rotation : rotations.value())
            lines += rotation_line(rotation);
        TALLY_CHECK(parse_rotations(lines).value() == rotations.value());
    }
}

// A policy, a line "---", and a note that is held against it.
void read_policy(std::string_view text) {
    constexpr std::string_view cut = "---\n";
    auto const end = text.find(cut);
    auto const policy = Policy::parse(text.substr(0, end));
    if (!policy || end == std::string_view::npos) return;
    auto const met = policy.value().check(text.substr(end + cut.size()));
    TALLY_CHECK(met || met.error().kind == FailureKind::integrity);
}

}  // namespace

// Every reader of texts from outside: total, and what it accepts is written back byte for byte.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    std::string_view const text{reinterpret_cast<char const*>(data), size};
    if (auto const note = parse_note(text)) TALLY_CHECK(format_note(note.value()) == text);
    if (auto const checkpoint = parse_checkpoint_text(text))
        TALLY_CHECK(checkpoint_text(checkpoint.value()) == text);
    if (auto const proof = parse_tlog_proof(text))
        TALLY_CHECK(format_tlog_proof(proof.value()) == text);
    if (auto const consistency = parse_consistency(text))
        TALLY_CHECK(format_consistency(consistency.value()) == text);
    if (auto const verifier = parse_verifier(text)) TALLY_CHECK(verifier.value().line() == text);
    if (auto const key = SigningKey::parse(text)) TALLY_CHECK(key.value().line() == text);
    read_keys(text);
    read_policy(text);
    return 0;
}
