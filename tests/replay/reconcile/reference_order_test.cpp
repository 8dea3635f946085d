#include "replay/reconcile/reference_order.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace tally::reconcile {
namespace {

using Items = std::vector<Item>;
using Indexes = std::vector<std::uint32_t>;

// More than are compared one with another: such lists are put in order by their hashes' bits.
constexpr std::uint32_t many = 6'000;

// References of all lengths up to forty bytes, among them those that differ in one byte only, and
// those that are others' beginnings. About three items in two of them.
std::vector<std::string> references_of(std::uint32_t count) {
    std::vector<std::string> references(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        auto const number = std::to_string(i * 2 / 3);
        references[i] = std::string(i * 2 / 3 % 33, 'x').append(number);
    }
    return references;
}

Items items_of(std::vector<std::string> const& references, std::uint32_t seed) {
    Items items;
    for (std::uint32_t i = 0; i < references.size(); ++i) {
        auto const at = (i * 7'919U + seed) % static_cast<std::uint32_t>(references.size());
        auto const& reference = references[at];
        items.push_back({i,
                         at % 11 == 3 ? std::string_view{} : std::string_view{reference},
                         20'000 + (at + seed) % 5,
                         SignedAmount{static_cast<std::int64_t>((at / 2 + seed) % 3) + 1}});
    }
    return items;
}

// The items of each reference, as a map has them.
std::map<std::string, Indexes> by_map(Items const& items) {
    std::map<std::string, Indexes> found;
    for (std::uint32_t i = 0; i < items.size(); ++i)
        if (!items[i].reference.empty()) found[std::string{items[i].reference}].push_back(i);
    for (auto& [reference, indexes] : found)
        std::ranges::sort(indexes, {}, [&](std::uint32_t at) {
            return std::tuple{items[at].amount, items[at].date, items[at].place};
        });
    return found;
}

TEST(ReferenceOrderTest, RunsAreTheItemsOfAReferenceHoweverManyThereAre) {
    for (std::uint32_t const count : {0U, 1U, 7U, 129U, many}) {
        auto const references = references_of(count);
        auto const items = items_of(references, 5);
        Indexes loose;
        auto side = with_reference(items, loose);
        EXPECT_TRUE(side.by_place);
        EXPECT_EQ(side.order.size() + loose.size(), items.size());
        sort_by_reference(items, side.order);
        std::map<std::string, Indexes> found;
        for (ReferenceRuns runs{items, side.order}; !runs.done();) {
            auto const run = runs.take();
            auto const [at, added] = found.try_emplace(
                std::string{items[run.front()].reference}, run.begin(), run.end());
            EXPECT_TRUE(added) << at->first << " comes twice";
        }
        EXPECT_EQ(found, by_map(items)) << count;
    }
}

TEST(ReferenceOrderTest, WhatIsKnownIsNeverTakenForUnknown) {
    auto const references = references_of(many);
    auto const items = items_of(references, 1);
    Indexes loose;
    auto const half = with_reference(std::span{items}.first(many / 2), loose);
    KnownReferences const known{half.order};
    auto const all = with_known_reference(items, known, half.order.size(), loose);
    auto const of_half = by_map({items.begin(), items.begin() + many / 2});
    std::size_t expected = 0;
    for (auto const& [reference, indexes] : by_map(items))
        if (of_half.contains(reference)) expected += indexes.size();
    auto const here = std::ranges::count_if(all.order, [&](HashedItem const& item) {
        return of_half.contains(std::string{items[item.index].reference});
    });
    EXPECT_EQ(static_cast<std::size_t>(here), expected);
    EXPECT_LT(all.order.size(), expected + many / 20) << "a few more, by chance";
}

TEST(ReferenceOrderTest, ItemsThatDoNotComeByPlaceAreSeen) {
    auto const references = references_of(300);
    auto items = items_of(references, 1);
    std::swap(items[140].place, items[141].place);
    Indexes loose;
    EXPECT_FALSE(with_reference(items, loose).by_place);
}

// --- Against the plain rule: a reference's items have nothing to do with those of any other, so
// that each reference can be matched by itself.

using Told = std::vector<std::string>;

std::string told_of(std::string_view what, Indexes const& internal, Indexes const& external) {
    std::string text{what};
    for (auto const at : internal)
        text += " i" + std::to_string(at);
    for (auto const at : external)
        text += " e" + std::to_string(at);
    return text;
}

// As indexes into the whole lists, sorted.
void tell(Matched const& matched, Indexes const& ours, Indexes const& theirs, Told& told) {
    auto const whole = [](Indexes const& part, Indexes const& of) {
        Indexes all;
        for (auto const at : part)
            all.push_back(of[at]);
        return all;
    };
    auto const add = [&](std::string_view what, Indexes const& internal, Indexes const& external) {
        told.push_back(told_of(what, whole(internal, ours), whole(external, theirs)));
    };
    for (auto const& pair : matched.pairs)
        add(name_of(pair.rule), {pair.internal}, {pair.external});
    for (auto const& group : matched.groups)
        add(name_of(group.rule), group.internal, group.external);
    for (auto const& finding : matched.findings)
        add(name_of(finding.code), finding.internal, finding.external);
    for (auto const at : matched.missing_external)
        add("missing", {at}, {});
    for (auto const at : matched.missing_internal)
        add("missing", {}, {at});
}

Told one_by_one(Items const& ours, Items const& theirs, Terms const& terms) {
    std::map<std::string, std::tuple<Indexes, Indexes>> references;
    for (std::uint32_t i = 0; i < ours.size(); ++i)
        std::get<0>(references[std::string{ours[i].reference}]).push_back(i);
    for (std::uint32_t i = 0; i < theirs.size(); ++i)
        std::get<1>(references[std::string{theirs[i].reference}]).push_back(i);
    Told told;
    for (auto const& [reference, indexes] : references) {
        auto const& [internal, external] = indexes;
        Items mine;
        Items other;
        for (auto const at : internal)
            mine.push_back(ours[at]);
        for (auto const at : external)
            other.push_back(theirs[at]);
        tell(match(mine, other, terms), internal, external, told);
    }
    std::ranges::sort(told);
    return told;
}

Told at_once(Items const& ours, Items const& theirs, Terms const& terms) {
    Indexes internal(ours.size());
    Indexes external(theirs.size());
    for (std::uint32_t i = 0; i < internal.size(); ++i)
        internal[i] = i;
    for (std::uint32_t i = 0; i < external.size(); ++i)
        external[i] = i;
    Told told;
    tell(match(ours, theirs, terms), internal, external, told);
    std::ranges::sort(told);
    return told;
}

constexpr Terms by_reference_only{Amount{1}, 2, false, false};

TEST(ReferenceOrderTest, ThousandsAtOnceMatchAsEachReferenceByItself) {
    auto const references = references_of(many);
    auto const ours = items_of(references, 2);
    auto theirs = items_of(references, 3);
    EXPECT_EQ(at_once(ours, theirs, by_reference_only),
              one_by_one(ours, theirs, by_reference_only));
    theirs.resize(many / 3);
    EXPECT_EQ(at_once(ours, theirs, by_reference_only),
              one_by_one(ours, theirs, by_reference_only));
    EXPECT_EQ(at_once(theirs, ours, by_reference_only),
              one_by_one(theirs, ours, by_reference_only));
}

RC_GTEST_PROP(ReferenceOrderTest, AnyItemsAtOnceMatchAsEachReferenceByItself, ()) {
    auto const references = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>()));
    auto const draw = [&] {
        Items items;
        auto const count = *rc::gen::inRange<std::uint32_t>(0, 40);
        for (std::uint32_t i = 0; i < count; ++i)
            items.push_back({i,
                             references[*rc::gen::inRange<std::size_t>(0, references.size())],
                             *rc::gen::inRange<Days>(10, 14),
                             SignedAmount{*rc::gen::inRange<std::int64_t>(-2, 3)}});
        return items;
    };
    auto const ours = draw();
    auto const theirs = draw();
    RC_ASSERT(at_once(ours, theirs, by_reference_only) ==
              one_by_one(ours, theirs, by_reference_only));
}

}  // namespace
}  // namespace tally::reconcile
