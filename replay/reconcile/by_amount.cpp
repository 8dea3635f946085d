#include "replay/reconcile/by_amount.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

// The items of one side and one amount, by date, those with and those without a reference.
struct OneAmount {
    std::span<Item const> items;
    Indexes all;
    Indexes bare;  // without a reference
};

// Candidates for an item among `list`, which is sorted by date.
std::span<std::uint32_t const> within(std::span<Item const> items,
                                      Indexes const& list,
                                      Days date,
                                      Days window) {
    Days const first = date < window ? 0 : date - window;
    auto const last = std::uint64_t{date} + window;
    auto const begin = std::partition_point(
        list.begin(), list.end(), [&](std::uint32_t at) { return items[at].date < first; });
    auto const end = std::partition_point(
        begin, list.end(), [&](std::uint32_t at) { return items[at].date <= last; });
    return {begin, end};
}

std::span<std::uint32_t const> candidates(Item const& item, OneAmount const& other, Days window) {
    auto const& list = item.reference.empty() ? other.all : other.bare;
    return within(other.items, list, item.date, window);
}

void sort_by_amount(std::span<Item const> items, Indexes& list) {
    auto const rank = [&](std::uint32_t at) {
        return std::tuple{items[at].amount.units(), items[at].date, items[at].place};
    };
    std::sort(list.begin(), list.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rank(a) < rank(b);
    });
}

class ByAmount {
public:
    ByAmount(Sides const& sides, Terms const& terms, Matched& matched)
        : sides_(sides), terms_(terms), matched_(matched) {}

    void take(OneAmount const& ours, OneAmount const& theirs) {
        Finding tied{BreakCode::ambiguous, {}, {}, {}};
        for (auto const at : ours.all) {
            auto const found = candidates(ours.items[at], theirs, terms_.window);
            if (found.empty())
                left_internal.push_back(at);
            else if (!is_only(ours, theirs, at, found))
                tied.internal.push_back(at);
        }
        for (auto const at : theirs.all) {
            auto const found = candidates(theirs.items[at], ours, terms_.window);
            if (found.empty()) {
                left_external.push_back(at);
            } else if (is_only(theirs, ours, at, found)) {
                matched_.pairs.push_back({MatchRule::amount_date, found.front(), at, {}});
            } else {
                tied.external.push_back(at);
            }
        }
        if (tied.internal.empty() && tied.external.empty()) return;
        add_finding(sides_,
                    matched_,
                    BreakCode::ambiguous,
                    std::move(tied.internal),
                    std::move(tied.external));
    }

    Indexes left_internal;
    Indexes left_external;

private:
    // Whether `at` and its one candidate have nobody but each other.
    [[nodiscard]] bool is_only(OneAmount const& own,
                               OneAmount const& other,
                               std::uint32_t at,
                               std::span<std::uint32_t const> found) const {
        if (found.size() != 1) return false;
        auto const back = candidates(other.items[found.front()], own, terms_.window);
        return back.size() == 1 && back.front() == at;
    }

    Sides const& sides_;
    Terms const& terms_;
    Matched& matched_;
};

// Takes out of `list` what has an amount that nothing in `other` has.
Indexes take_alone(std::span<Item const> items,
                   Indexes& list,
                   std::span<Item const> other_items,
                   Indexes const& other) {
    if (other.empty()) return std::exchange(list, {});
    std::vector<SignedAmount> amounts;
    amounts.reserve(other.size());
    for (auto const at : other)
        amounts.push_back(other_items[at].amount);
    std::ranges::sort(amounts);
    Indexes alone;
    std::erase_if(list, [&](std::uint32_t at) {
        bool const common = std::ranges::binary_search(amounts, items[at].amount);
        if (!common) alone.push_back(at);
        return !common;
    });
    return alone;
}

// The next run of one amount in a sorted list, from `at` on.
void take_run(OneAmount& run, Indexes const& list, std::size_t& at, SignedAmount amount) {
    run.all.clear();
    run.bare.clear();
    for (; at < list.size() && run.items[list[at]].amount == amount; ++at) {
        run.all.push_back(list[at]);
        if (run.items[list[at]].reference.empty()) run.bare.push_back(list[at]);
    }
}

}  // namespace

void match_by_amount(Sides const& sides,
                     Terms const& terms,
                     std::vector<std::uint32_t>& internal,
                     std::vector<std::uint32_t>& external,
                     Matched& matched) {
    ByAmount by_amount{sides, terms, matched};
    // The larger side first: what is left of it decides about the smaller one as well.
    by_amount.left_internal = take_alone(sides.internal, internal, sides.external, external);
    by_amount.left_external = take_alone(sides.external, external, sides.internal, internal);
    sort_by_amount(sides.internal, internal);
    sort_by_amount(sides.external, external);
    OneAmount ours{sides.internal, {}, {}};
    OneAmount theirs{sides.external, {}, {}};
    std::size_t i = 0;
    std::size_t e = 0;
    while (i < internal.size() || e < external.size()) {
        bool const only_ours = e == external.size();
        bool const only_theirs = i == internal.size();
        auto amount =
            only_ours ? sides.internal[internal[i]].amount : sides.external[external[e]].amount;
        if (!only_ours && !only_theirs)
            amount = std::min(amount, sides.internal[internal[i]].amount);
        take_run(ours, internal, i, amount);
        take_run(theirs, external, e, amount);
        by_amount.take(ours, theirs);
    }
    internal = std::move(by_amount.left_internal);
    external = std::move(by_amount.left_external);
}

}  // namespace tally::reconcile
