#pragma once

#include "journal/tree/hash_source.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tally {

// A tree at one point: so many leaves, this root.
struct TreeHead {
    std::uint64_t size = 0;
    Hash32 root;

    friend bool operator==(TreeHead const&, TreeHead const&) = default;
};

using ProofPath = std::vector<Hash32>;

// The root over the first `size` leaves of the source.
[[nodiscard]] Result<Hash32> root_of(HashSource& source, std::uint64_t size);

// RFC 6962, 2.1.1: that leaf `index` is in the tree of `size` leaves. Sibling of the leaf first.
// A usage failure if index >= size.
[[nodiscard]] Result<ProofPath> inclusion_proof(HashSource& source,
                                                std::uint64_t index,
                                                std::uint64_t size);

// RFC 6962, 2.1.2: that the tree of `old_size` leaves is a prefix of the tree of `new_size`. Empty
// if the sizes are equal or old_size is 0. A usage failure if old_size > new_size.
[[nodiscard]] Result<ProofPath> consistency_proof(HashSource& source,
                                                  std::uint64_t old_size,
                                                  std::uint64_t new_size);

// Total on any proof, however long or wrong.
[[nodiscard]] bool verify_inclusion(Hash32 const& leaf,
                                    std::uint64_t index,
                                    TreeHead const& head,
                                    std::span<Hash32 const> proof);

[[nodiscard]] bool verify_consistency(TreeHead const& old_head,
                                      TreeHead const& new_head,
                                      std::span<Hash32 const> proof);

}  // namespace tally
