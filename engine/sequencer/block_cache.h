#pragma once

#include "engine/sequencer/entry_source.h"
#include "journal/store/block.h"
#include "journal/store/store.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>

namespace tally {

// Single entries of a stored record, by their sequence. Keeps the blocks that were used last, up to
// a bound, since what is asked for twice is asked for soon.
class BlockCache final : public EntrySource {
public:
    explicit BlockCache(Store& store, std::size_t bytes_max = std::size_t{64} << 20U)
        : store_(store), bytes_max_(bytes_max) {}

    // A failure of kind `incomplete` if the record ends before.
    [[nodiscard]] Result<Entry> entry(Sequence sequence) override;

    // The same, undecoded; valid until the next call.
    [[nodiscard]] Result<ByteSpan> leaf(Sequence sequence);

private:
    struct Cached {
        BlockBuffer buffer;
        Block block;
    };

    using Order =
        std::list<Cached>;  // used last in front; nodes do not move, so a Block may borrow

    [[nodiscard]] Result<Block const*> find(Sequence sequence);
    [[nodiscard]] Result<Block const*> load(Sequence sequence);
    void shrink();

    Store& store_;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    Order order_;
    std::map<std::uint64_t, Order::iterator> by_first_;
};

}  // namespace tally
