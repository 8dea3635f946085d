#include "journal/tree/proof.h"

#include "journal/tree/hashing.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <optional>
#include <string>

namespace tally {

namespace {

// Leaves [begin, begin + count) of a tree.
struct Range {
    std::uint64_t begin;
    std::uint64_t count;
};

unsigned height_of(std::uint64_t power_of_two) {
    return static_cast<unsigned>(std::countr_zero(power_of_two));
}

// RFC 6962's k: the largest power of two below n, for n >= 2.
std::uint64_t split_point(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

// MTH of a range that begins at a multiple of a power of two at least as large as it is, as every
// range does that a tree splits into.
Result<Hash32> range_root(HashSource& source, Range range) {
    if (range.count == 0) return empty_root();
    std::optional<Hash32> root;
    while (range.count != 0) {
        std::uint64_t const last =
            range.count & (~range.count + 1);  // the smallest subtree, rightmost
        range.count -= last;
        TALLY_TRY(subtree, source.subtree(height_of(last), (range.begin + range.count) / last));
        root = root ? node_hash(subtree, *root) : subtree;
    }
    return *root;
}

// Consumes a proof from its front; empty once it has been asked for more than there is.
class ProofReader {
public:
    explicit ProofReader(std::span<Hash32 const> proof) : rest_(proof) {}

    [[nodiscard]] std::optional<Hash32> next() {
        if (rest_.empty()) return std::nullopt;
        Hash32 const hash = rest_.front();
        rest_ = rest_.subspan(1);
        return hash;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::span<Hash32 const> rest_;
};

}  // namespace

Result<Hash32> root_of(HashSource& source, std::uint64_t size) {
    return range_root(source, {0, size});
}

Result<ProofPath> inclusion_proof(HashSource& source, std::uint64_t index, std::uint64_t size) {
    if (index >= size)
        return usage_failure("proof: entry " + std::to_string(index) + " is not in a record of " +
                             std::to_string(size) + " entries");
    ProofPath path;
    Range range{0, size};
    while (range.count > 1) {
        std::uint64_t const k = split_point(range.count);
        Range const left{range.begin, k};
        Range const right{range.begin + k, range.count - k};
        bool const goes_left = index < right.begin;
        TALLY_TRY(sibling, range_root(source, goes_left ? right : left));
        path.push_back(sibling);
        range = goes_left ? left : right;
    }
    std::reverse(path.begin(), path.end());
    return path;
}

Result<ProofPath> consistency_proof(HashSource& source,
                                    std::uint64_t old_size,
                                    std::uint64_t new_size) {
    if (old_size > new_size)
        return usage_failure("proof: a record of " + std::to_string(new_size) +
                             " entries does not contain one of " + std::to_string(old_size));
    ProofPath path;
    if (old_size == 0 || old_size == new_size) return path;
    Range range{0, new_size};
    bool whole_old_tree = true;  // RFC 6962's b: the range's old part is the old tree itself
    while (old_size != range.begin + range.count) {
        std::uint64_t const k = split_point(range.count);
        Range const left{range.begin, k};
        Range const right{range.begin + k, range.count - k};
        bool const goes_left = old_size <= right.begin;
        TALLY_TRY(sibling, range_root(source, goes_left ? right : left));
        path.push_back(sibling);
        whole_old_tree = whole_old_tree && goes_left;
        range = goes_left ? left : right;
    }
    if (!whole_old_tree) {
        TALLY_TRY(root, range_root(source, range));
        path.push_back(root);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

bool verify_inclusion(Hash32 const& leaf,
                      std::uint64_t index,
                      TreeHead const& head,
                      std::span<Hash32 const> proof) {
    if (index >= head.size) return false;
    ProofReader reader{proof};
    Hash32 root = leaf;
    // `node` and `last` are the positions, in their level, of our node and of the rightmost one.
    std::uint64_t node = index;
    for (std::uint64_t last = head.size - 1; last != 0; node >>= 1U, last >>= 1U) {
        bool const is_right_child = (node & 1U) != 0;
        if (!is_right_child && node == last) continue;  // no sibling at this level: it moves up
        auto const sibling = reader.next();
        if (!sibling) return false;
        root = is_right_child ? node_hash(*sibling, root) : node_hash(root, *sibling);
    }
    return reader.at_end() && root == head.root;
}

bool verify_consistency(TreeHead const& old_head,
                        TreeHead const& new_head,
                        std::span<Hash32 const> proof) {
    if (old_head.size > new_head.size) return false;
    if (old_head.size == new_head.size) return proof.empty() && old_head.root == new_head.root;
    if (old_head.size == 0) return proof.empty() && old_head.root == empty_root();

    // The walk starts at the old tree's last complete subtree on its right edge.
    auto const height = static_cast<unsigned>(std::countr_zero(old_head.size));
    std::uint64_t node = (old_head.size - 1) >> height;
    std::uint64_t last = (new_head.size - 1) >> height;
    ProofReader reader{proof};
    auto const start = node == 0 ? std::optional{old_head.root} : reader.next();
    if (!start) return false;
    Hash32 old_root = *start;
    Hash32 new_root = *start;
    for (; last != 0; node >>= 1U, last >>= 1U) {
        bool const is_right_child = (node & 1U) != 0;
        if (!is_right_child && node == last) continue;
        auto const sibling = reader.next();
        if (!sibling) return false;
        if (is_right_child) old_root = node_hash(*sibling, old_root);
        new_root = is_right_child ? node_hash(*sibling, new_root) : node_hash(new_root, *sibling);
    }
    return reader.at_end() && old_root == old_head.root && new_root == new_head.root;
}

}  // namespace tally
