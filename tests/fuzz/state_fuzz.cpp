// Any bytes as the parts of a snapshot. The first byte picks the part. A snapshot's pieces carry
// their hashes, so that only a forged one gets this far; it is loaded as what it says, or not at
// all, and what is loaded is saved as it was.
#include "journal/store/snapshot_rows.h"
#include "journal/tree/frontier.h"
#include "journal/vocabulary/check.h"
#include "journal/vocabulary/text_bytes.h"
#include "tests/support/saved_state.h"

#include <cstddef>
#include <cstdint>

namespace {

using namespace tally;

void load_part(ProjectionKind kind, testing::Bytes const& bytes) {
    State state;
    testing::BytesSource source{bytes};
    if (!state.load(kind, source) || !source.at_end()) return;
    State again;
    auto const saved = testing::saved(state, kind);
    testing::BytesSource second{saved};
    TALLY_CHECK(again.load(kind, second) && second.at_end());
    TALLY_CHECK(testing::saved(again, kind) == saved);
}

void restore_frontier(testing::Bytes const& bytes) {
    auto const frontier = Frontier::restore(bytes);
    if (!frontier) return;
    testing::Bytes saved;
    frontier.value().save(saved);
    TALLY_CHECK(saved == bytes);
    static_cast<void>(frontier.value().root());
}

// As if somebody had sealed these bytes: the hash is right, whatever they are.
void read_manifest(testing::Bytes const& bytes) {
    auto const key = manifest_key(Sequence{17});
    auto const sealed = seal(as_view(key), as_view(ByteSpan{bytes}));
    if (auto const manifest = decode_manifest(as_view(key), sealed))
        TALLY_CHECK(encode_manifest(*manifest) == sealed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    testing::Bytes const bytes{data + 1, data + size};
    auto const which = data[0] % (State::kinds.size() + 2);
    if (which < State::kinds.size())
        load_part(State::kinds[which], bytes);
    else if (which == State::kinds.size())
        restore_frontier(bytes);
    else
        read_manifest(bytes);
    return 0;
}
