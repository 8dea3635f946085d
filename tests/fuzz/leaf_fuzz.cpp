#include "journal/codec/codec.h"
#include "journal/vocabulary/check.h"
#include "tests/journal/codec/reference_encoder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

// Any bytes are either refused as an integrity failure, or an entry whose leaf they are: the
// encoder gives them back, and Cap'n Proto calls them canonical.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    using namespace tally;
    ByteSpan const bytes{data, size};
    auto const entry = decode_leaf(bytes);
    if (!entry) {
        TALLY_CHECK(entry.error().kind == FailureKind::integrity);
        return 0;
    }
    TALLY_CHECK(!is_unknown_kind(bytes));
    LeafBuffer buffer;
    TALLY_CHECK(encode_leaf(entry.value(), buffer).has_value());
    TALLY_CHECK(std::ranges::equal(buffer.bytes(), bytes));
    std::vector<std::uint8_t> const leaf{bytes.begin(), bytes.end()};
    TALLY_CHECK(reference::is_canonical(leaf));
    TALLY_CHECK(reference::encode(entry.value()) == leaf);
    return 0;
}
