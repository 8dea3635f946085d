#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace tally {

// Where the hashes of a tree come from when a proof is made.
class HashSource {
public:
    virtual ~HashSource() = default;

    // The root of the complete subtree over the leaves [index << height, (index + 1) << height); a
    // leaf hash if height is 0. Only asked for subtrees that lie inside the tree.
    [[nodiscard]] virtual Result<Hash32> subtree(unsigned height, std::uint64_t index) = 0;
};

// A tree held as its leaf hashes in memory, computing what it is asked. For small trees.
class LeafHashes final : public HashSource {
public:
    explicit LeafHashes(std::vector<Hash32> leaves) : leaves_(std::move(leaves)) {}

    [[nodiscard]] std::uint64_t size() const { return leaves_.size(); }

    [[nodiscard]] Result<Hash32> subtree(unsigned height, std::uint64_t index) override;

private:
    std::vector<Hash32> leaves_;
};

}  // namespace tally
