#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "journal/vocabulary/uint128.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// A Merkle sum tree: each node commits to what is owed below it, on both sides separately, so that
// no part can be made smaller without changing the root. (A tree that hashes only the total of its
// children can be cheated: eprint 2018/1139.) Its shape is that of RFC 6962.
namespace tally::prove {

struct SumNode {
    Hash32 hash;
    uint128 sum = 0;

    friend bool operator==(SumNode const&, SumNode const&) = default;
};

// What one client is owed, and the salt that keeps neighbours from guessing it.
struct Liability {
    uint128 account = 0;
    uint128 owner = 0;
    std::string asset;
    uint128 balance = 0;
    Hash32 salt;

    friend bool operator==(Liability const&, Liability const&) = default;
};

using SumPath = std::vector<SumNode>;  // the siblings, nearest the leaf first

[[nodiscard]] SumNode sum_leaf(Liability const& liability);

// An integrity failure if the sums do not fit 128 bits together.
[[nodiscard]] Result<SumNode> sum_node(SumNode const& left, SumNode const& right);

// Of at least one leaf.
[[nodiscard]] Result<SumNode> sum_root(std::span<SumNode const> leaves);

[[nodiscard]] Result<SumPath> sum_path(std::span<SumNode const> leaves, std::uint64_t index);

// The root that leads from leaf `index` of `count` over this path; an integrity failure for a path
// of the wrong length or a sum that does not fit.
[[nodiscard]] Result<SumNode> climb(SumNode const& leaf,
                                    std::uint64_t index,
                                    std::uint64_t count,
                                    SumPath const& path);

}  // namespace tally::prove
