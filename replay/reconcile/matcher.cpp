#include "replay/reconcile/matcher.h"

#include "replay/reconcile/by_amount.h"
#include "replay/reconcile/equal_lines.h"
#include "replay/reconcile/reference_order.h"
#include "replay/reconcile/sorted_items.h"
#include "replay/reconcile/suggest.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

// Matches what shares a reference; what is left goes on to the next step.
class ByReference {
public:
    ByReference(Sides const& sides, Terms const& terms, Matched& matched)
        : sides_(sides), terms_(terms), matched_(matched), equal_(sides, terms, matched) {}

    // One reference's items of both sides, each by amount, date and place.
    void take(std::span<std::uint32_t const> internal, std::span<std::uint32_t const> external) {
        left_internal_.clear();
        left_external_.clear();
        pair_equal(internal, external);
        if (left_internal_.empty() && left_external_.empty()) return;
        if (left_internal_.empty() || left_external_.empty()) return hand_on();
        settle();
    }

    [[nodiscard]] Indexes& loose_internal() { return loose_internal_; }

    [[nodiscard]] Indexes& loose_external() { return loose_external_; }

private:
    [[nodiscard]] SignedAmount internal_amount(std::uint32_t at) const {
        return sides_.internal[at].amount;
    }

    [[nodiscard]] SignedAmount external_amount(std::uint32_t at) const {
        return sides_.external[at].amount;
    }

    // Runs of one amount.
    void pair_equal(std::span<std::uint32_t const> internal,
                    std::span<std::uint32_t const> external) {
        std::size_t i = 0;
        std::size_t e = 0;
        while (i < internal.size() && e < external.size()) {
            auto const ours = internal_amount(internal[i]);
            auto const theirs = external_amount(external[e]);
            if (ours < theirs) {
                left_internal_.push_back(internal[i++]);
            } else if (theirs < ours) {
                left_external_.push_back(external[e++]);
            } else {
                auto const mine = run_at(sides_.internal, internal, i);
                auto const other = run_at(sides_.external, external, e);
                i += mine.size();
                e += other.size();
                equal_.take(mine, other);
            }
        }
        left_internal_.insert(left_internal_.end(), internal.begin() + diff(i), internal.end());
        left_external_.insert(left_external_.end(), external.begin() + diff(e), external.end());
    }

    // The items of the same amount from `at` on.
    static std::span<std::uint32_t const> run_at(std::span<Item const> items,
                                                 std::span<std::uint32_t const> list,
                                                 std::size_t at) {
        std::size_t end = at;
        while (end < list.size() && items[list[end]].amount == items[list[at]].amount)
            ++end;
        return list.subspan(at, end - at);
    }

    static std::ptrdiff_t diff(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

    void hand_on() {
        loose_internal_.insert(loose_internal_.end(), left_internal_.begin(), left_internal_.end());
        loose_external_.insert(loose_external_.end(), left_external_.begin(), left_external_.end());
    }

    // Both sides have something left under this reference, and no two of one amount.
    void settle() {
        bool const single = left_internal_.size() == 1 && left_external_.size() == 1;
        auto const difference = difference_of(sides_, left_internal_, left_external_);
        bool const close = difference && difference->size() <= terms_.tolerance;
        if (single && close) return equal_.pair(left_internal_[0], left_external_[0], *difference);
        if (close) {
            matched_.groups.push_back(
                {MatchRule::reference_group, left_internal_, left_external_, *difference});
            return;
        }
        bool const turned =
            single && internal_amount(left_internal_[0]) == -external_amount(left_external_[0]);
        auto const code = turned ? BreakCode::direction : BreakCode::amount;
        add_finding(sides_, matched_, code, left_internal_, left_external_);
    }

    Sides const& sides_;
    Terms const& terms_;
    Matched& matched_;
    EqualLines equal_;
    Indexes left_internal_;
    Indexes left_external_;
    Indexes loose_internal_;
    Indexes loose_external_;
};

// Goes through both sides at once, a reference at a time.
void merge_references(ByReference& by_reference, ReferenceRuns ours, ReferenceRuns theirs) {
    while (!ours.done() || !theirs.done()) {
        auto const order = ReferenceRuns::compare(ours, theirs);
        auto const mine = order <= 0 ? ours.take() : std::span<std::uint32_t const>{};
        auto const other = order >= 0 ? theirs.take() : std::span<std::uint32_t const>{};
        by_reference.take(mine, other);
    }
}

// Whether a side's items come by place, so that indexes need no look-up to be put in order.
struct ByPlace {
    bool internal = true;
    bool external = true;
};

// Most of the larger side is usually about something else: only what the smaller side may know is
// put in order.
ByPlace match_references(ByReference& by_reference, Sides const& sides) {
    bool const ours_are_few = sides.internal.size() < sides.external.size();
    auto const items_few = ours_are_few ? sides.internal : sides.external;
    auto const items_many = ours_are_few ? sides.external : sides.internal;
    auto& loose_internal = by_reference.loose_internal();
    auto& loose_external = by_reference.loose_external();
    auto few = with_reference(items_few, ours_are_few ? loose_internal : loose_external);
    auto many = with_known_reference(items_many,
                                     KnownReferences{few.order},
                                     few.order.size(),
                                     ours_are_few ? loose_external : loose_internal);
    sort_by_reference(items_few, few.order);
    sort_by_reference(items_many, many.order);
    ReferenceRuns const runs_few{items_few, few.order};
    ReferenceRuns const runs_many{items_many, many.order};
    if (ours_are_few) {
        merge_references(by_reference, runs_few, runs_many);
        return {few.by_place, many.by_place};
    }
    merge_references(by_reference, runs_many, runs_few);
    return {many.by_place, few.by_place};
}

template <class Key>
void merge_sort(Indexes& list, Key const& key) {
    auto const rest = std::ranges::is_sorted_until(list, {}, key);
    std::ranges::sort(rest, list.end(), {}, key);
    std::ranges::inplace_merge(list, rest, {}, key);
}

// Most come in order: those that nothing on the other side could be.
void sort_by_place(std::span<Item const> items, bool by_place, Indexes& list) {
    if (by_place) return merge_sort(list, std::identity{});
    merge_sort(list, [&](std::uint32_t at) { return items[at].place; });
}

// By the external item, of which each is in one pair at most: no two need be compared.
void sort_by_external(std::vector<Pair>& pairs, std::size_t external_count) {
    constexpr std::uint32_t none = UINT32_MAX;
    Indexes pair_of(external_count, none);
    for (std::uint32_t i = 0; i < pairs.size(); ++i)
        pair_of[pairs[i].external] = i;
    std::vector<Pair> sorted;
    sorted.reserve(pairs.size());
    for (auto const at : pair_of)
        if (at != none) sorted.push_back(pairs[at]);
    pairs = std::move(sorted);
}

// The order in which results are shown, whatever way they were found.
void put_in_order(Sides const& sides, ByPlace by_place, Matched& matched) {
    auto const first = [](std::span<Item const> items, Indexes const& of) {
        return of.empty() ? UINT64_MAX : items[of.front()].place;
    };
    auto const rank = [&](auto const& one) {
        return std::tuple{first(sides.external, one.external), first(sides.internal, one.internal)};
    };
    auto const earlier = [&](auto const& a, auto const& b) { return rank(a) < rank(b); };
    if (by_place.external)
        sort_by_external(matched.pairs, sides.external.size());
    else
        std::ranges::sort(matched.pairs, {}, [&](Pair const& pair) {
            return sides.external[pair.external].place;
        });
    std::sort(matched.groups.begin(), matched.groups.end(), earlier);
    std::sort(matched.findings.begin(), matched.findings.end(), earlier);
    sort_by_place(sides.internal, by_place.internal, matched.missing_external);
    sort_by_place(sides.external, by_place.external, matched.missing_internal);
}

}  // namespace

Matched match(std::span<Item const> internal, std::span<Item const> external, Terms const& terms) {
    Sides const sides{internal, external};
    Matched matched;
    matched.pairs.reserve(std::min(internal.size(), external.size()));
    ByReference by_reference{sides, terms, matched};
    auto const by_place = match_references(by_reference, sides);
    auto& ours = by_reference.loose_internal();
    auto& theirs = by_reference.loose_external();
    if (terms.by_amount) match_by_amount(sides, terms, ours, theirs, matched);
    if (terms.suggestions) suggest(sides, terms, ours, theirs, matched);
    matched.missing_external = std::move(ours);
    matched.missing_internal = std::move(theirs);
    put_in_order(sides, by_place, matched);
    return matched;
}

}  // namespace tally::reconcile
