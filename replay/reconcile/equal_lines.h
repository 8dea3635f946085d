#pragma once

#include "replay/reconcile/sorted_items.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tally::reconcile {

// What can be said, without guessing, of items that have one reference and one amount:
// docs/adr/0091. All of them end in a pair, a set or a finding.
class EqualLines {
public:
    EqualLines(Sides const& sides, Terms const& terms, Matched& matched)
        : sides_(sides), terms_(terms), matched_(matched) {}

    // At least one on either side, each side by date and place.
    void take(std::span<std::uint32_t const> ours, std::span<std::uint32_t const> theirs);

    // Matches two items under one reference.
    void pair(std::uint32_t internal, std::uint32_t external, SignedAmount residual);

private:
    using Indexes = std::vector<std::uint32_t>;

    void take_several(std::span<std::uint32_t const> ours, std::span<std::uint32_t const> theirs);
    void pair_in_order(std::span<std::uint32_t const> ours, std::span<std::uint32_t const> theirs);
    void take_as_many(Indexes ours, Indexes theirs);
    void take_surplus(Indexes ours, Indexes theirs);
    void add_duplicates(BreakCode code,
                        std::span<std::uint32_t const> ours,
                        std::span<std::uint32_t const> theirs);

    Sides const& sides_;
    Terms const& terms_;
    Matched& matched_;
};

}  // namespace tally::reconcile
