#include "journal/export/tiler.h"

#include "journal/vocabulary/check.h"

#include <bit>
#include <span>

namespace tally {

namespace {

// The root over a power of two of hashes.
Hash32 complete_root(std::span<Hash32 const> hashes) {
    std::vector<Hash32> level{hashes.begin(), hashes.end()};
    for (; level.size() > 1; level.resize(level.size() / 2))
        for (std::size_t i = 0; i < level.size() / 2; ++i)
            level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    return level.front();
}

// The roots of the complete subtrees that hashes of one level make, the largest first.
void add_peaks(std::span<Hash32 const> hashes, std::vector<Hash32>& peaks) {
    while (!hashes.empty()) {
        auto const count = std::bit_floor(hashes.size());
        peaks.push_back(complete_root(hashes.first(count)));
        hashes = hashes.subspan(count);
    }
}

}  // namespace

Result<void> Tiler::resume(HashSource& source, std::uint64_t size) {
    TALLY_CHECK(size % tile_width == 0 && size_ == 0);
    size_ = size;
    for (unsigned level = 0; items_in(level, size) != 0; ++level) {
        auto const items = items_in(level, size);
        auto& filling = levels_.emplace_back();
        filling.index = items / tile_width;
        for (auto item = filling.index * tile_width; item < items; ++item) {
            TALLY_TRY(hash, source.subtree(level * tile_height, item));
            filling.hashes.push_back(hash);
        }
    }
    return success();
}

Result<void> Tiler::append(ByteSpan leaf) {
    bundle_.push_back(static_cast<std::uint8_t>(leaf.size() >> 8U));
    bundle_.push_back(static_cast<std::uint8_t>(leaf.size() & 0xffU));
    bundle_.insert(bundle_.end(), leaf.begin(), leaf.end());
    ++size_;
    if (size_ % tile_width == 0) {
        TALLY_TRYV(put_bundle());
    }
    return push(0, hasher_.leaf(leaf));
}

Result<void> Tiler::push(unsigned level, Hash32 const& hash) {
    if (levels_.size() == level) levels_.emplace_back();
    levels_[level].hashes.push_back(hash);
    if (levels_[level].hashes.size() < tile_width) return success();
    TALLY_TRYV(put_hashes(level));
    auto const root = complete_root(levels_[level].hashes);
    levels_[level].hashes.clear();
    ++levels_[level].index;
    return push(level + 1, root);
}

Result<void> Tiler::mark() {
    if (!bundle_.empty() && !will_be_full(Tile::entries, size_ / tile_width)) {
        TALLY_TRYV(put_bundle());
    }
    for (unsigned level = 0; level < levels_.size(); ++level) {
        if (levels_[level].hashes.empty() || will_be_full(level, levels_[level].index)) continue;
        TALLY_TRYV(put_hashes(level));
    }
    return success();
}

bool Tiler::will_be_full(unsigned level, std::uint64_t index) const {
    return index < items_in(level, tree_size_) / tile_width;
}

Result<void> Tiler::put_hashes(unsigned level) {
    bytes_.clear();
    for (auto const& hash : levels_[level].hashes)
        bytes_.insert(bytes_.end(), hash.bytes.begin(), hash.bytes.end());
    return sink_.tile({level, levels_[level].index, levels_[level].hashes.size()}, bytes_);
}

Result<void> Tiler::put_bundle() {
    auto const width = size_ % tile_width == 0 ? tile_width : size_ % tile_width;
    TALLY_TRYV(sink_.tile({Tile::entries, (size_ - 1) / tile_width, width}, bundle_));
    if (width == tile_width) bundle_.clear();
    return success();
}

Hash32 Tiler::root() const {
    std::vector<Hash32> peaks;
    for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
        add_peaks(level->hashes, peaks);
    if (peaks.empty()) return empty_root();
    auto root = peaks.back();
    for (auto peak = peaks.rbegin() + 1; peak != peaks.rend(); ++peak)
        root = node_hash(*peak, root);
    return root;
}

}  // namespace tally
