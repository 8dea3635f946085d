#pragma once

#include "replay/reconcile/matcher.h"

#include <optional>
#include <span>
#include <vector>

// What all of the matcher's steps need of the two sides.
namespace tally::reconcile {

struct Sides {
    std::span<Item const> internal;
    std::span<Item const> external;
};

// External less internal; nothing if a sum does not fit.
[[nodiscard]] std::optional<SignedAmount> difference_of(Sides const& sides,
                                                        std::span<std::uint32_t const> internal,
                                                        std::span<std::uint32_t const> external);

void add_finding(Sides const& sides,
                 Matched& matched,
                 BreakCode code,
                 std::vector<std::uint32_t> internal,
                 std::vector<std::uint32_t> external);

}  // namespace tally::reconcile
