#include "replay/reconcile/matcher.h"

#include "replay/reconcile/by_amount.h"
#include "replay/reconcile/sorted_items.h"
#include "replay/reconcile/suggest.h"

#include <algorithm>
#include <tuple>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;

Days apart(Days one, Days other) {
    return one < other ? other - one : one - other;
}

// Matches what shares a reference; what is left goes on to the next step.
class ByReference {
public:
    ByReference(Sides const& sides, Terms const& terms, Matched& matched)
        : sides_(sides), terms_(terms), matched_(matched) {}

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
                pair_run(mine, other);
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

    // As many as there are: the earliest with the earliest. If one side has more of them: those of
    // the same day first. What is then left on that side alone is there twice; if there is
    // something left on both, and days differ, which one is too many is not told by anything.
    void pair_run(std::span<std::uint32_t const> mine, std::span<std::uint32_t const> other) {
        if (mine.size() == other.size()) return pair_in_order(mine, other);
        Indexes ours{mine.begin(), mine.end()};
        Indexes theirs{other.begin(), other.end()};
        pair_same_days(ours, theirs);
        auto const common = std::min(ours.size(), theirs.size());
        bool const told =
            common == 0 || (ours.size() > theirs.size() ? one_day(sides_.internal, ours)
                                                        : one_day(sides_.external, theirs));
        if (!told) return find(BreakCode::ambiguous, std::move(ours), std::move(theirs));
        pair_in_order(std::span{ours}.first(common), std::span{theirs}.first(common));
        for (auto at = common; at < ours.size(); ++at)
            find(BreakCode::duplicate_internal, {ours[at]}, {});
        for (auto at = common; at < theirs.size(); ++at)
            find(BreakCode::duplicate_external, {}, {theirs[at]});
    }

    // Nearly every line comes this way: nothing is allocated.
    void pair_in_order(std::span<std::uint32_t const> ours, std::span<std::uint32_t const> theirs) {
        for (std::size_t at = 0; at < ours.size(); ++at)
            pair(ours[at], theirs[at], {});
    }

    // Takes what it pairs out of both; both are in the order of their days.
    void pair_same_days(Indexes& ours, Indexes& theirs) {
        Indexes rest_ours;
        Indexes rest_theirs;
        std::size_t i = 0;
        std::size_t e = 0;
        while (i < ours.size() && e < theirs.size()) {
            auto const mine = sides_.internal[ours[i]].date;
            auto const other = sides_.external[theirs[e]].date;
            if (mine == other)
                pair(ours[i++], theirs[e++], {});
            else if (mine < other)
                rest_ours.push_back(ours[i++]);
            else
                rest_theirs.push_back(theirs[e++]);
        }
        rest_ours.insert(rest_ours.end(), ours.begin() + diff(i), ours.end());
        rest_theirs.insert(rest_theirs.end(), theirs.begin() + diff(e), theirs.end());
        ours = std::move(rest_ours);
        theirs = std::move(rest_theirs);
    }

    static bool one_day(std::span<Item const> items, Indexes const& list) {
        return std::ranges::all_of(
            list, [&](auto at) { return items[at].date == items[list.front()].date; });
    }

    static std::ptrdiff_t diff(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

    void pair(std::uint32_t internal, std::uint32_t external, SignedAmount residual) {
        bool const near =
            apart(sides_.internal[internal].date, sides_.external[external].date) <= terms_.window;
        auto rule = near ? MatchRule::reference_amount_date : MatchRule::reference_amount;
        if (!residual.is_zero()) rule = MatchRule::reference_tolerance;
        matched_.pairs.push_back({rule, internal, external, residual});
    }

    void find(BreakCode code, Indexes internal, Indexes external) {
        add_finding(sides_, matched_, code, std::move(internal), std::move(external));
    }

    void hand_on() {
        loose_internal_.insert(loose_internal_.end(), left_internal_.begin(), left_internal_.end());
        loose_external_.insert(loose_external_.end(), left_external_.begin(), left_external_.end());
    }

    // Both sides have something left under this reference, and no two of one amount.
    void settle() {
        bool const single = left_internal_.size() == 1 && left_external_.size() == 1;
        auto const difference = difference_of(sides_, left_internal_, left_external_);
        bool const close = difference && difference->size() <= terms_.tolerance;
        if (single && close) return pair(left_internal_[0], left_external_[0], *difference);
        if (close) {
            matched_.groups.push_back({left_internal_, left_external_, *difference});
            return;
        }
        bool const turned =
            single && internal_amount(left_internal_[0]) == -external_amount(left_external_[0]);
        find(turned ? BreakCode::direction : BreakCode::amount, left_internal_, left_external_);
    }

    Sides const& sides_;
    Terms const& terms_;
    Matched& matched_;
    Indexes left_internal_;
    Indexes left_external_;
    Indexes loose_internal_;
    Indexes loose_external_;
};

void match_references(ByReference& by_reference, Sides const& sides) {
    auto const internal = by_reference_order(sides.internal);
    auto const external = by_reference_order(sides.external);
    ReferenceRuns ours{sides.internal, internal};
    ReferenceRuns theirs{sides.external, external};
    while (!ours.done() || !theirs.done()) {
        auto const order = ReferenceRuns::compare(ours, theirs);
        auto const mine = order <= 0 ? ours.take() : std::span<std::uint32_t const>{};
        auto const other = order >= 0 ? theirs.take() : std::span<std::uint32_t const>{};
        by_reference.take(mine, other);
    }
    add_without_reference(sides.internal, by_reference.loose_internal());
    add_without_reference(sides.external, by_reference.loose_external());
}

// The order in which results are shown, whatever way they were found.
void put_in_order(Sides const& sides, Matched& matched) {
    auto const first = [](std::span<Item const> items, Indexes const& of) {
        return of.empty() ? UINT64_MAX : items[of.front()].place;
    };
    auto const rank = [&](auto const& one) {
        return std::tuple{first(sides.external, one.external), first(sides.internal, one.internal)};
    };
    auto const earlier = [&](auto const& a, auto const& b) { return rank(a) < rank(b); };
    std::sort(matched.pairs.begin(), matched.pairs.end(), [&](Pair const& a, Pair const& b) {
        return sides.external[a.external].place < sides.external[b.external].place;
    });
    std::sort(matched.groups.begin(), matched.groups.end(), earlier);
    std::sort(matched.findings.begin(), matched.findings.end(), earlier);
}

}  // namespace

Matched match(std::span<Item const> internal, std::span<Item const> external, Terms const& terms) {
    Sides const sides{internal, external};
    Matched matched;
    matched.pairs.reserve(std::min(internal.size(), external.size()));
    ByReference by_reference{sides, terms, matched};
    match_references(by_reference, sides);
    auto& ours = by_reference.loose_internal();
    auto& theirs = by_reference.loose_external();
    if (terms.by_amount) match_by_amount(sides, terms, ours, theirs, matched);
    if (terms.suggestions) suggest(sides, terms, ours, theirs, matched);
    for (auto const at : ours)
        add_finding(sides, matched, BreakCode::missing_external, {at}, {});
    for (auto const at : theirs)
        add_finding(sides, matched, BreakCode::missing_internal, {}, {at});
    put_in_order(sides, matched);
    return matched;
}

}  // namespace tally::reconcile
