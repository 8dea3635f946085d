#include "replay/reconcile/matcher.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tally::reconcile {
namespace {

constexpr Terms exact{Amount{}, 3, true, true};

Item item(std::uint64_t place, std::string_view reference, std::int64_t units, Days date) {
    return {place, reference, date, SignedAmount{units}};
}

using Items = std::vector<Item>;
using Indexes = std::vector<std::uint32_t>;

TEST(MatcherTest, AReferenceAnAmountAndADayAreAMatch) {
    Items const ours{item(1, "A", 100, 10), item(2, "B", -50, 10)};
    Items const theirs{item(1, "B", -50, 11), item(2, "A", 100, 20)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.pairs.size(), 2U);
    EXPECT_EQ(matched.pairs[0].rule, MatchRule::reference_amount_date);
    EXPECT_EQ(matched.pairs[0].internal, 1U);
    EXPECT_EQ(matched.pairs[1].rule, MatchRule::reference_amount) << "ten days apart";
    EXPECT_TRUE(matched.findings.empty());
}

TEST(MatcherTest, ADifferenceWithinTheToleranceIsKeptAsAResidual) {
    Items const ours{item(1, "A", 100, 10)};
    Items const theirs{item(1, "A", 98, 10)};
    auto const matched = match(ours, theirs, {Amount{2}, 3, true, true});
    ASSERT_EQ(matched.pairs.size(), 1U);
    EXPECT_EQ(matched.pairs[0].rule, MatchRule::reference_tolerance);
    EXPECT_EQ(matched.pairs[0].residual, SignedAmount{-2});
    auto const strict = match(ours, theirs, {Amount{1}, 3, true, true});
    ASSERT_EQ(strict.findings.size(), 1U);
    EXPECT_EQ(strict.findings[0].code, BreakCode::amount);
    EXPECT_EQ(strict.findings[0].difference, SignedAmount{-2});
}

TEST(MatcherTest, PartsOfOneReferenceAreAddedUp) {
    Items const ours{item(1, "A", 60, 10), item(2, "A", 40, 10)};
    Items const theirs{item(1, "A", 100, 10)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.groups.size(), 1U);
    EXPECT_EQ(matched.groups[0].internal.size(), 2U);
    EXPECT_TRUE(matched.groups[0].residual.is_zero());
    EXPECT_EQ(match(theirs, ours, exact).groups.size(), 1U) << "the other way round";
}

TEST(MatcherTest, TwiceOnOneSideIsADuplicate) {
    Items const ours{item(1, "A", 60, 10), item(2, "A", 60, 12)};
    Items const theirs{item(1, "A", 60, 10)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.pairs.size(), 1U);
    EXPECT_EQ(matched.pairs[0].internal, 0U) << "the earlier one";
    ASSERT_EQ(matched.findings.size(), 1U);
    EXPECT_EQ(matched.findings[0].code, BreakCode::duplicate_internal);
    EXPECT_EQ(match(theirs, ours, exact).findings[0].code, BreakCode::duplicate_external);
}

TEST(MatcherTest, ATurnedSignIsADirection) {
    Items const ours{item(1, "A", 60, 10)};
    Items const theirs{item(1, "A", -60, 10)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.findings.size(), 1U);
    EXPECT_EQ(matched.findings[0].code, BreakCode::direction);
    EXPECT_EQ(matched.findings[0].difference, SignedAmount{-120});
}

TEST(MatcherTest, WithoutAReferenceOnlyTheOneCandidateMatches) {
    Items const ours{item(1, "", 60, 10), item(2, "X", 70, 10)};
    Items const theirs{item(1, "Y", 60, 12), item(2, "", 70, 9)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.pairs.size(), 2U);
    EXPECT_EQ(matched.pairs[0].rule, MatchRule::amount_date);
}

TEST(MatcherTest, TwoCandidatesAreATieAndNobodyGuesses) {
    Items const ours{item(1, "", 60, 10), item(2, "", 60, 11)};
    Items const theirs{item(1, "", 60, 10)};
    auto const matched = match(ours, theirs, exact);
    EXPECT_TRUE(matched.pairs.empty());
    ASSERT_EQ(matched.findings.size(), 1U);
    EXPECT_EQ(matched.findings[0].code, BreakCode::ambiguous);
    EXPECT_EQ(matched.findings[0].internal.size(), 2U);
    EXPECT_EQ(matched.findings[0].external.size(), 1U);
}

TEST(MatcherTest, OtherReferencesOrDaysAreNoCandidates) {
    Items const ours{item(1, "X", 60, 10), item(2, "", 70, 10)};
    Items const theirs{item(1, "Y", 60, 10), item(2, "", 70, 14)};
    auto const matched = match(ours, theirs, exact);
    EXPECT_TRUE(matched.pairs.empty());
    EXPECT_TRUE(matched.findings.empty());
    EXPECT_EQ(matched.missing_external, (Indexes{0, 1}));
    EXPECT_EQ(matched.missing_internal, (Indexes{0, 1}));
}

TEST(MatcherTest, ASumThatFitsIsOfferedAndNotTaken) {
    Items const ours{item(1, "X", 60, 10), item(2, "Y", 40, 10), item(3, "Z", 7, 10)};
    Items const theirs{item(1, "W", 100, 11)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.suggestions.size(), 1U);
    EXPECT_EQ(matched.suggestions[0].internal, (Indexes{0, 1}));
    EXPECT_EQ(matched.suggestions[0].external, (Indexes{0}));
    EXPECT_EQ(matched.missing_external, (Indexes{0, 1, 2})) << "nothing is consumed";
    EXPECT_EQ(matched.missing_internal, (Indexes{0}));
}

TEST(MatcherTest, ASumThatNoAmountHoldsIsAFindingOfItsOwn) {
    auto const most = SignedAmount{int128_max};
    Items const ours{{1, "A", 10, most}, {2, "A", 10, SignedAmount{1}}};
    Items const theirs{item(1, "A", 5, 10)};
    auto const matched = match(ours, theirs, exact);
    ASSERT_EQ(matched.findings.size(), 1U);
    EXPECT_EQ(matched.findings[0].code, BreakCode::unclassified);
}

// --- Whatever the items are

Items draw_items(std::vector<std::string> const& references) {
    auto const count = *rc::gen::inRange<std::size_t>(0, 12);
    Items items;
    for (std::size_t i = 0; i < count; ++i) {
        auto const& reference = references[*rc::gen::inRange<std::size_t>(0, references.size())];
        items.push_back(item(
            i, reference, *rc::gen::inRange<std::int64_t>(-3, 4), *rc::gen::inRange<Days>(10, 16)));
    }
    return items;
}

// What was found, by places: the same however the items were shuffled.
std::multiset<std::string> by_places(Items const& ours, Items const& theirs, Matched const& all) {
    std::multiset<std::string> told;
    auto const tell =
        [&](std::string what, Indexes const& in, Indexes const& ex, SignedAmount more) {
            std::set<std::uint64_t> internal;
            std::set<std::uint64_t> external;
            for (auto const at : in)
                internal.insert(ours[at].place);
            for (auto const at : ex)
                external.insert(theirs[at].place);
            for (auto const place : internal)
                what += " i" + std::to_string(place);
            for (auto const place : external)
                what += " e" + std::to_string(place);
            told.insert(what + " " + std::to_string(static_cast<std::int64_t>(more.units())));
        };
    for (auto const& pair : all.pairs)
        tell(std::string{name_of(pair.rule)}, {pair.internal}, {pair.external}, pair.residual);
    for (auto const& group : all.groups)
        tell(std::string{name_of(group.rule)}, group.internal, group.external, group.residual);
    for (auto const at : all.missing_external)
        tell("missing", {at}, {}, {});
    for (auto const at : all.missing_internal)
        tell("missing", {}, {at}, {});
    for (auto const& finding : all.findings)
        tell(std::string{name_of(finding.code)},
             finding.internal,
             finding.external,
             finding.difference);
    for (auto const& suggestion : all.suggestions)
        tell("suggestion", suggestion.internal, suggestion.external, {});
    return told;
}

std::vector<std::string> const references{"", "", "A", "B", "C"};

RC_GTEST_PROP(MatcherTest, EveryItemIsConsumedOnceAndTheSumsAgree, ()) {
    auto const ours = draw_items(references);
    auto const theirs = draw_items(references);
    Terms const terms{
        Amount{*rc::gen::inRange<unsigned>(0, 2)}, 2, *rc::gen::arbitrary<bool>(), true};
    auto const matched = match(ours, theirs, terms);
    std::vector<unsigned> internal(ours.size());
    std::vector<unsigned> external(theirs.size());
    int128 explained = 0;
    auto const take = [&](Indexes const& in, Indexes const& ex, SignedAmount more) {
        for (auto const at : in)
            ++internal[at];
        for (auto const at : ex)
            ++external[at];
        explained += more.units();
    };
    for (auto const& pair : matched.pairs) {
        take({pair.internal}, {pair.external}, pair.residual);
        RC_ASSERT(pair.residual.size() <= terms.tolerance);
    }
    for (auto const& group : matched.groups)
        take(group.internal, group.external, group.residual);
    for (auto const& finding : matched.findings)
        take(finding.internal, finding.external, finding.difference);
    for (auto const at : matched.missing_external)
        take({at}, {}, -ours[at].amount);
    for (auto const at : matched.missing_internal)
        take({}, {at}, theirs[at].amount);
    RC_ASSERT(std::ranges::all_of(internal, [](unsigned times) { return times == 1; }));
    RC_ASSERT(std::ranges::all_of(external, [](unsigned times) { return times == 1; }));
    int128 difference = 0;
    for (auto const& one : theirs)
        difference += one.amount.units();
    for (auto const& one : ours)
        difference -= one.amount.units();
    RC_ASSERT(explained == difference);
}

RC_GTEST_PROP(MatcherTest, TheOrderOfTheListsChangesNothing, ()) {
    auto const ours = draw_items(references);
    auto const theirs = draw_items(references);
    auto mixed_ours = ours;
    auto mixed_theirs = theirs;
    for (std::size_t i = mixed_ours.size(); i > 1; --i)
        std::swap(mixed_ours[i - 1], mixed_ours[*rc::gen::inRange<std::size_t>(0, i)]);
    for (std::size_t i = mixed_theirs.size(); i > 1; --i)
        std::swap(mixed_theirs[i - 1], mixed_theirs[*rc::gen::inRange<std::size_t>(0, i)]);
    RC_ASSERT(by_places(ours, theirs, match(ours, theirs, exact)) ==
              by_places(mixed_ours, mixed_theirs, match(mixed_ours, mixed_theirs, exact)));
}

// A unique reference with one amount on both sides needs no matcher to be found.
RC_GTEST_PROP(MatcherTest, FindsWhatAMapFinds, ()) {
    auto const names = *rc::gen::unique<std::vector<std::string>>(
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'e'))));
    Items ours;
    Items theirs;
    std::size_t expected = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto const units = *rc::gen::inRange<std::int64_t>(1, 3);
        auto const other = *rc::gen::inRange<std::int64_t>(1, 3);
        ours.push_back(item(i, names[i], units, 10));
        theirs.push_back(item(names.size() - i, names[i], other, 10));
        if (units == other) ++expected;
    }
    RC_ASSERT(match(ours, theirs, exact).pairs.size() == expected);
}

}  // namespace
}  // namespace tally::reconcile
