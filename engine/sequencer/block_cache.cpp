#include "engine/sequencer/block_cache.h"

#include "journal/codec/codec.h"

#include <string>

namespace tally {

Result<Entry> BlockCache::entry(Sequence sequence) {
    TALLY_TRY(bytes, leaf(sequence));
    return decode_leaf(bytes);
}

Result<ByteSpan> BlockCache::leaf(Sequence sequence) {
    TALLY_TRY(block, find(sequence));
    return block->leaf(sequence);
}

Result<Block const*> BlockCache::find(Sequence sequence) {
    auto after = by_first_.upper_bound(sequence.value);
    if (after != by_first_.begin()) {
        auto const at = std::prev(after)->second;
        if (sequence < at->block.header().next()) {
            order_.splice(order_.begin(), order_, at);
            return &at->block;
        }
    }
    return load(sequence);
}

Result<Block const*> BlockCache::load(Sequence sequence) {
    TALLY_TRY(cursor, store_.read(sequence));
    order_.emplace_front();
    auto& cached = order_.front();
    auto const more = cursor->next(cached.buffer, cached.block);
    bool const there = more && more.value();
    if (!there || sequence >= cached.block.header().next()) {
        order_.pop_front();
        if (!more) return more.error();
        return Failure{FailureKind::incomplete,
                       "there is no entry " + std::to_string(sequence.value) + " in this record"};
    }
    by_first_[cached.block.header().first.value] = order_.begin();
    bytes_ += cached.buffer.bytes().size();
    shrink();
    return &order_.front().block;
}

void BlockCache::shrink() {
    while (bytes_ > bytes_max_ && order_.size() > 1) {
        auto const& oldest = order_.back();
        bytes_ -= oldest.buffer.bytes().size();
        by_first_.erase(oldest.block.header().first.value);
        order_.pop_back();
    }
}

}  // namespace tally
