#include "tools/reconcile/run/seen_before.h"

#include "tools/reconcile/run/break_list.h"
#include "tools/reconcile/run/result.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {
namespace {

TEST(SeenBeforeTest, KnowsTheFirstDayOfEachBreakAndWhichAreGone) {
    SeenBefore const seen{{{BreakId{9}, 5}, {BreakId{3}, 7}, {BreakId{9}, 6}, {BreakId{4}, 8}}};
    EXPECT_EQ(seen.find(BreakId{9}), 5U) << "the first one counts";
    EXPECT_EQ(seen.find(BreakId{3}), 7U);
    EXPECT_FALSE(seen.find(BreakId{5}).has_value());
    EXPECT_EQ(seen.without({BreakId{5}, BreakId{4}}), (std::vector{BreakId{3}, BreakId{9}}));
    EXPECT_TRUE(seen.without({BreakId{9}, BreakId{4}, BreakId{3}}).empty());
    EXPECT_FALSE(SeenBefore{}.find(BreakId{}).has_value());
}

TEST(SeenBeforeTest, IsReadFromTheBreaksThatARunWrote) {
    std::string csv;
    breaks_csv({}, [&](std::string_view piece) { csv += piece; });
    auto const seen =
        read_breaks(csv + "00000000000000ff,2026-11-21,new\n", "may/breaks.csv").value();
    EXPECT_TRUE(seen.find(BreakId{255}).has_value());
    for (auto const* const line : {"00000000000000ff\n",
                                   "00000000000000ff,tomorrow,\n",
                                   "00000000000000fg,2026-11-21,new\n",
                                   "ff,2026-11-21,new\n"}) {
        auto const wrong = read_breaks(csv + line, "may/breaks.csv");
        ASSERT_FALSE(wrong.has_value()) << line;
        EXPECT_EQ(wrong.error().kind, FailureKind::usage);
    }
}

// The order of results, in which also ids are made: that of the names' texts.
TEST(SeenBeforeTest, PlacesAreSortedByTheirNames) {
    Places const places = sorted_places({9 * 16, 10 * 16 + 1, 10 * 16});
    EXPECT_EQ(names_of(places), (std::vector<std::string>{"10.0", "10.1", "9.0"}));
}

}  // namespace
}  // namespace tally::reconcile
