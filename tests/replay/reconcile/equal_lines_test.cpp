// Lines of one reference and one amount: what may be said of them, and what would be a guess.
#include "replay/reconcile/equal_lines.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace tally::reconcile {
namespace {

constexpr Terms terms{Amount{}, 3, true, false};

using Items = std::vector<Item>;
using DaysOfLines = std::vector<Days>;

Items lines_of(DaysOfLines const& days) {
    Items items;
    for (auto const day : days)
        items.push_back({items.size(), "RENT", day, SignedAmount{100}});
    return items;
}

// What becomes of lines on these days, as text: "pairs 2, set 2+2, DUPLICATE_INTERNAL 2+1".
std::string story_of(DaysOfLines const& ours, DaysOfLines const& theirs) {
    auto const internal = lines_of(ours);
    auto const external = lines_of(theirs);
    auto const matched = match(internal, external, terms);
    std::string story = "pairs " + std::to_string(matched.pairs.size());
    auto const add = [&](std::string_view what, auto const& one) {
        story += ", " + std::string{what} + " " + std::to_string(one.internal.size()) + "+" +
                 std::to_string(one.external.size());
    };
    for (auto const& group : matched.groups)
        add(name_of(group.rule), group);
    for (auto const& finding : matched.findings)
        add(name_of(finding.code), finding);
    return story;
}

struct Case {
    char const* why;
    DaysOfLines ours;
    DaysOfLines theirs;
    char const* story;
};

std::vector<Case> const cases{
    {"one of each", {10}, {12}, "pairs 1"},
    {"far apart, and still the only ones", {10}, {30}, "pairs 1"},
    {"alike on both sides", {10, 10}, {10, 10}, "pairs 2"},
    {"alike on one side", {10, 10}, {11, 12}, "pairs 2"},
    {"a month between", {1, 31}, {2, 32}, "pairs 2"},
    {"their days say it", {10, 12}, {10, 12}, "pairs 2"},
    {"each could be the other's", {10, 12}, {11, 13}, "pairs 0, reference_set 2+2"},
    {"too far to be told", {10, 20}, {14, 24}, "pairs 0, reference_set 2+2"},
    {"one day settles itself", {10, 12, 14}, {10, 13, 15}, "pairs 1, reference_set 2+2"},
    {"one of two alike", {10, 10}, {10}, "pairs 0, DUPLICATE_INTERNAL 2+1"},
    {"theirs", {10}, {10, 10}, "pairs 0, DUPLICATE_EXTERNAL 1+2"},
    {"of another day", {10, 10}, {12}, "pairs 0, DUPLICATE_INTERNAL 2+1"},
    {"the day says which", {10, 12}, {12}, "pairs 1, DUPLICATE_INTERNAL 1+0"},
    {"two too many", {10, 12, 12}, {10}, "pairs 1, DUPLICATE_INTERNAL 1+0, DUPLICATE_INTERNAL 1+0"},
    {"by day, some", {10, 10, 12}, {10}, "pairs 0, DUPLICATE_INTERNAL 2+1, DUPLICATE_INTERNAL 1+0"},
    {"nothing says", {10, 13}, {12}, "pairs 0, AMBIGUOUS 2+1"},
    {"nor here", {10, 10, 14}, {10, 12}, "pairs 0, AMBIGUOUS 3+2"},
    {"on their side", {12}, {10, 13}, "pairs 0, AMBIGUOUS 1+2"},
};

TEST(EqualLinesTest, WhatIsToldIsMatchedAndNothingIsGuessed) {
    for (auto const& one : cases)
        EXPECT_EQ(story_of(one.ours, one.theirs), one.story) << one.why;
}

TEST(EqualLinesTest, TheSurplusIsWhatOneSideHasMore) {
    auto const ours = lines_of({10, 10, 10});
    auto const theirs = lines_of({10});
    auto const matched = match(ours, theirs, terms);
    ASSERT_EQ(matched.findings.size(), 1U);
    EXPECT_EQ(matched.findings[0].difference, SignedAmount{-200});
}

// By line's day: pair, set or finding. Which of several alike lines is in which place is not told.
using Told = std::multimap<std::string, std::array<DaysOfLines, 2>>;

Told told(Items const& ours, Items const& theirs) {
    auto const matched = match(ours, theirs, terms);
    Told all;
    auto const add = [&](std::string_view what, auto const& in, auto const& ex) {
        std::array<DaysOfLines, 2> days;
        for (auto const at : in)
            days[0].push_back(ours[at].date);
        for (auto const at : ex)
            days[1].push_back(theirs[at].date);
        std::ranges::sort(days[0]);
        std::ranges::sort(days[1]);
        all.emplace(what, days);
    };
    for (auto const& pair : matched.pairs)
        add(name_of(pair.rule),
            std::initializer_list<std::uint32_t>{pair.internal},
            std::initializer_list<std::uint32_t>{pair.external});
    for (auto const& group : matched.groups)
        add(name_of(group.rule), group.internal, group.external);
    for (auto const& finding : matched.findings)
        add(name_of(finding.code), finding.internal, finding.external);
    return all;
}

// Numbers lines anew: what is only convention must not show in what is told.
Items renumbered(Items items) {
    auto const count = items.size();
    for (std::size_t i = 0; i < count; ++i)
        items[i].place = count - i;
    return items;
}

// Sorted, for equal keys come in the order in which they were found.
std::vector<std::pair<std::string, std::array<DaysOfLines, 2>>> in_order(Told const& all) {
    std::vector<std::pair<std::string, std::array<DaysOfLines, 2>>> list{all.begin(), all.end()};
    std::ranges::sort(list);
    return list;
}

RC_GTEST_PROP(EqualLinesTest, PlacesAndSidesChangeNothingThatIsTold, ()) {
    auto const draw = [] {
        return *rc::gen::container<DaysOfLines>(rc::gen::inRange<Days>(10, 16));
    };
    auto const ours = lines_of(draw());
    auto const theirs = lines_of(draw());
    auto const all = in_order(told(ours, theirs));
    RC_ASSERT(all == in_order(told(renumbered(ours), renumbered(theirs))));
    auto turned = in_order(told(theirs, ours));
    for (auto& [what, days] : turned) {
        std::swap(days[0], days[1]);
        if (what == "DUPLICATE_INTERNAL")
            what = "DUPLICATE_EXTERNAL";
        else if (what == "DUPLICATE_EXTERNAL")
            what = "DUPLICATE_INTERNAL";
    }
    std::ranges::sort(turned);
    RC_ASSERT(all == turned);
}

}  // namespace
}  // namespace tally::reconcile
