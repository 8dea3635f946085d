#include "replay/reconcile/sorted_items.h"

#include <utility>

namespace tally::reconcile {

namespace {

std::optional<SignedAmount> sum_of(std::span<Item const> items, std::span<std::uint32_t const> of) {
    SignedAmount sum;
    for (auto const at : of) {
        auto const more = sum.checked_add(items[at].amount);
        if (!more) return std::nullopt;
        sum = *more;
    }
    return sum;
}

}  // namespace

std::optional<SignedAmount> difference_of(Sides const& sides,
                                          std::span<std::uint32_t const> internal,
                                          std::span<std::uint32_t const> external) {
    auto const ours = sum_of(sides.internal, internal);
    auto const theirs = sum_of(sides.external, external);
    return ours && theirs ? theirs->checked_sub(*ours) : std::nullopt;
}

void add_finding(Sides const& sides,
                 Matched& matched,
                 BreakCode code,
                 std::vector<std::uint32_t> internal,
                 std::vector<std::uint32_t> external) {
    auto const difference = difference_of(sides, internal, external);
    if (!difference) code = BreakCode::unclassified;  // more than can be added up
    matched.findings.push_back(
        {code, std::move(internal), std::move(external), difference.value_or(SignedAmount{})});
}

}  // namespace tally::reconcile
