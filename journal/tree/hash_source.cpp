#include "journal/tree/hash_source.h"

#include "journal/tree/hashing.h"

namespace tally {

Result<Hash32> LeafHashes::subtree(unsigned height, std::uint64_t index) {
    bool const inside = height < 64 && index < (leaves_.size() >> height);
    if (!inside) return Failure{FailureKind::usage, "hash source: that subtree is not complete"};
    if (height == 0) return leaves_[index];
    TALLY_TRY(left, subtree(height - 1, 2 * index));
    TALLY_TRY(right, subtree(height - 1, 2 * index + 1));
    return node_hash(left, right);
}

}  // namespace tally
