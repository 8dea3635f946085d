#pragma once

#include "journal/tree/proof.h"
#include "journal/vocabulary/result.h"
#include "tools/prove/liabilities/sum_tree.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::prove {

// What is published: how much of an asset is owed to clients after so many entries of a record.
struct LiabilityStatement {
    std::string origin;
    std::string asset;
    std::uint8_t scale = 0;
    TreeHead record;  // whose checkpoint the clients can compare
    std::uint64_t accounts = 0;
    SumNode root;
    std::uint64_t disclosed = 0;  // accounts that owe; never netted with the others
    uint128 disclosed_sum = 0;

    friend bool operator==(LiabilityStatement const&, LiabilityStatement const&) = default;
};

[[nodiscard]] std::string statement_text(LiabilityStatement const& statement);

// What one client gets: the statement, what it says of them, and the path to its root.
struct LiabilityProof {
    LiabilityStatement statement;
    Liability liability;
    std::uint64_t index = 0;
    SumPath path;

    friend bool operator==(LiabilityProof const&, LiabilityProof const&) = default;
};

[[nodiscard]] std::string proof_text(LiabilityProof const& proof);

// Total on any text; what it accepts, proof_text gives back byte for byte.
[[nodiscard]] Result<LiabilityProof> parse_liability_proof(std::string_view text);

// An integrity failure unless the path leads to the root and the total of the statement.
[[nodiscard]] Result<void> check_liability(LiabilityProof const& proof);

}  // namespace tally::prove
