#include "replay/reconcile/equal_lines.h"

#include <algorithm>
#include <utility>

namespace tally::reconcile {

namespace {

using Indexes = std::vector<std::uint32_t>;
using Part = std::span<std::uint32_t const>;

Days apart(Days one, Days other) {
    return one < other ? other - one : one - other;
}

// The items of the first one's day.
Part first_day(std::span<Item const> items, Part list) {
    std::size_t end = 0;
    while (end < list.size() && items[list[end]].date == items[list[0]].date)
        ++end;
    return list.first(end);
}

bool is_one_day(std::span<Item const> items, Part list) {
    return first_day(items, list).size() == list.size();
}

// Goes through both sides a day at a time: visit(day's ours, day's theirs), either may be empty.
template <class Visit>
void for_each_day(Sides const& sides, Part ours, Part theirs, Visit&& visit) {
    while (!ours.empty() || !theirs.empty()) {
        auto mine = first_day(sides.internal, ours);
        auto other = first_day(sides.external, theirs);
        if (!mine.empty() && !other.empty()) {
            auto const day = sides.internal[mine[0]].date;
            auto const their_day = sides.external[other[0]].date;
            if (day < their_day) other = {};
            if (their_day < day) mine = {};
        }
        ours = ours.subspan(mine.size());
        theirs = theirs.subspan(other.size());
        visit(mine, other);
    }
}

// As many on both sides, in the order of their days: whether each can only be the one that stands
// across from it, because all others are alike or too far away.
bool is_told(Sides const& sides, Days window, Part ours, Part theirs) {
    if (is_one_day(sides.internal, ours) || is_one_day(sides.external, theirs)) return true;
    auto const near = [&](std::size_t i, std::size_t e) {
        return apart(sides.internal[ours[i]].date, sides.external[theirs[e]].date) <= window;
    };
    for (std::size_t at = 0; at < ours.size(); ++at) {
        if (!near(at, at)) return false;
        if (at + 1 < ours.size() && (near(at, at + 1) || near(at + 1, at))) return false;
    }
    return true;
}

}  // namespace

// Nearly every line comes this way: nothing is allocated.
void EqualLines::take(Part ours, Part theirs) {
    if (ours.size() == 1 && theirs.size() == 1) return pair(ours[0], theirs[0], {});
    take_several(ours, theirs);
}

void EqualLines::pair(std::uint32_t internal, std::uint32_t external, SignedAmount residual) {
    bool const near =
        apart(sides_.internal[internal].date, sides_.external[external].date) <= terms_.window;
    auto rule = near ? MatchRule::reference_amount_date : MatchRule::reference_amount;
    if (!residual.is_zero()) rule = MatchRule::reference_tolerance;
    matched_.pairs.push_back({rule, internal, external, residual});
}

// Days on which there are as many on both sides go first: those lines are alike in all that is
// compared, so that every way to pair them says the same.
void EqualLines::take_several(Part ours, Part theirs) {
    Indexes rest_ours;
    Indexes rest_theirs;
    for_each_day(sides_, ours, theirs, [&](Part mine, Part other) {
        if (mine.size() == other.size()) return pair_in_order(mine, other);
        rest_ours.insert(rest_ours.end(), mine.begin(), mine.end());
        rest_theirs.insert(rest_theirs.end(), other.begin(), other.end());
    });
    if (rest_ours.empty() && rest_theirs.empty()) return;
    if (rest_ours.size() == rest_theirs.size())
        return take_as_many(std::move(rest_ours), std::move(rest_theirs));
    take_surplus(std::move(rest_ours), std::move(rest_theirs));
}

void EqualLines::pair_in_order(Part ours, Part theirs) {
    for (std::size_t at = 0; at < ours.size(); ++at)
        pair(ours[at], theirs[at], {});
}

// All of them match. If nothing says which belongs to which, they do so together.
void EqualLines::take_as_many(Indexes ours, Indexes theirs) {
    if (is_told(sides_, terms_.window, ours, theirs)) return pair_in_order(ours, theirs);
    matched_.groups.push_back(
        {MatchRule::reference_set, std::move(ours), std::move(theirs), SignedAmount{}});
}

// One side has more. Where its lines are of one day, or each line of the other side has its day,
// what is too many is known but for which of several alike lines it is; else nothing is.
void EqualLines::take_surplus(Indexes ours, Indexes theirs) {
    bool const more_ours = ours.size() > theirs.size();
    auto const code = more_ours ? BreakCode::duplicate_internal : BreakCode::duplicate_external;
    bool const one_day =
        more_ours ? is_one_day(sides_.internal, ours) : is_one_day(sides_.external, theirs);
    if (one_day) return add_duplicates(code, ours, theirs);
    bool covered = true;
    for_each_day(sides_, ours, theirs, [&](Part mine, Part other) {
        if (more_ours ? mine.size() < other.size() : other.size() < mine.size()) covered = false;
    });
    if (!covered)
        return add_finding(
            sides_, matched_, BreakCode::ambiguous, std::move(ours), std::move(theirs));
    for_each_day(
        sides_, ours, theirs, [&](Part mine, Part other) { add_duplicates(code, mine, other); });
}

// Lines that nothing stands across from are each a break; among others the surplus is not pointed
// at.
void EqualLines::add_duplicates(BreakCode code, Part ours, Part theirs) {
    if (!ours.empty() && !theirs.empty())
        return add_finding(
            sides_, matched_, code, {ours.begin(), ours.end()}, {theirs.begin(), theirs.end()});
    for (auto const at : ours)
        add_finding(sides_, matched_, code, {at}, {});
    for (auto const at : theirs)
        add_finding(sides_, matched_, code, {}, {at});
}

}  // namespace tally::reconcile
