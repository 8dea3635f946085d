#include "engine/sequencer/record_hashes.h"

#include "journal/tree/hashing.h"

#include <array>
#include <string>

namespace tally {

namespace {

constexpr unsigned group_height = 8;
constexpr std::uint64_t group_leaves = std::uint64_t{1} << group_height;

}  // namespace

Result<Hash32> RecordHashes::subtree(unsigned height, std::uint64_t index) {
    if (height < group_height) return from_leaves(height, index);
    if (height % group_height == 0 && height <= 24) {
        TALLY_TRY(stored, store_.tree_node(static_cast<std::uint8_t>(height), index));
        if (stored) return *stored;
        return Failure{FailureKind::integrity,
                       "the tree node of height " + std::to_string(height) + ", index " +
                           std::to_string(index) + " is missing from the store"};
    }
    return from_children(height, index);
}

Result<Hash32> RecordHashes::from_children(unsigned height, std::uint64_t index) {
    TALLY_TRY(left, subtree(height - 1, index * 2));
    TALLY_TRY(right, subtree(height - 1, index * 2 + 1));
    return node_hash(left, right);
}

Result<Hash32> RecordHashes::from_leaves(unsigned height, std::uint64_t index) {
    auto const first = index << height;
    TALLY_TRYV(read_group(first / group_leaves));
    auto const offset = first % group_leaves;
    auto const count = std::uint64_t{1} << height;
    if (offset + count > leaves_.size())
        return Failure{FailureKind::integrity,
                       "entry " + std::to_string(first + count - 1) + " is missing from the store"};
    std::vector<Hash32> level{leaves_.begin() + static_cast<std::ptrdiff_t>(offset),
                              leaves_.begin() + static_cast<std::ptrdiff_t>(offset + count)};
    for (; level.size() > 1; level.resize(level.size() / 2))
        for (std::size_t i = 0; i < level.size() / 2; ++i)
            level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    return level.front();
}

Result<void> RecordHashes::read_group(std::uint64_t group) {
    if (group == group_) return success();
    auto const first = group * group_leaves;
    leaves_.clear();
    group_ = UINT64_MAX;
    TALLY_TRY(cursor, store_.read(Sequence{first}));
    BlockBuffer buffer;
    Block block;
    while (leaves_.size() < group_leaves) {
        TALLY_TRY(more, cursor->next(buffer, block));
        if (!more) break;
        auto sequence = block.header().first.value;
        for (auto const leaf : block) {
            if (sequence++ < first) continue;
            leaves_.push_back(leaf_hash(leaf));
            if (leaves_.size() == group_leaves) break;
        }
    }
    group_ = group;
    return success();
}

Result<Frontier> frontier_of(HashSource& hashes, std::uint64_t size) {
    std::array<Hash32, 64> roots{};
    for (unsigned height = 0; height < 64; ++height) {
        if (((size >> height) & 1U) == 0) continue;
        TALLY_TRY(root, hashes.subtree(height, (size >> height) - 1));
        roots[height] = root;
    }
    return Frontier::of(size, roots);
}

}  // namespace tally
