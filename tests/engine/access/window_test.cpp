#include "projections/limits/window.h"

#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <vector>

namespace tally {
namespace {

struct Use {
    Timestamp time;
    std::uint64_t amount;
};

// The rule as docs/access.md states it: the bucket of now and the sixteen before it.
std::uint64_t used_by_the_rule(std::vector<Use> const& uses, Timestamp now, std::uint32_t seconds) {
    auto const width = std::uint64_t{seconds} * ns_per_second / 16;
    std::uint64_t sum = 0;
    for (auto const& use : uses)
        if (use.time.ns / width + 16 >= now.ns / width) sum += use.amount;
    return sum;
}

// What truly was used within the last so many seconds.
std::uint64_t used_within(std::vector<Use> const& uses, Timestamp now, std::uint64_t ns) {
    std::uint64_t sum = 0;
    for (auto const& use : uses)
        if (use.time.ns + ns > now.ns) sum += use.amount;
    return sum;
}

TEST(WindowTest, IsTheSumOfItsBucketsAndNeverLessThanTheWindowNorMoreThanASixteenthLonger) {
    testing::SplitMix64 random{7};
    for (std::uint32_t const seconds : {1U, 16U, 60U, 86'400U}) {
        Window window;
        std::vector<Use> uses;
        Timestamp now{1'790'000'000 * ns_per_second};
        std::uint64_t const whole = std::uint64_t{seconds} * ns_per_second;
        for (int step = 0; step < 2'000; ++step) {
            now.ns += random.next() % (random.next() % 50 == 0 ? 2 * whole : whole / 20 + 1);
            auto const amount = random.next() % 1'000;
            auto const used = low_half(window.used(now, seconds).units());
            ASSERT_EQ(used, used_by_the_rule(uses, now, seconds)) << "step " << step;
            ASSERT_GE(used, used_within(uses, now, whole));
            ASSERT_LE(used, used_within(uses, now, whole + whole / 16 + 1));
            window.use(Amount{amount}, now, seconds);
            uses.push_back({now, amount});
        }
    }
}

TEST(WindowTest, SumsStopAtTheLargestAmount) {
    Window window;
    Timestamp const now{5 * ns_per_second};
    window.use(amount_max, now, 60);
    window.use(Amount{1}, now, 60);
    EXPECT_EQ(window.used(now, 60), amount_max);
    window.use(amount_max, Timestamp{9 * ns_per_second}, 60);
    EXPECT_EQ(window.used(Timestamp{9 * ns_per_second}, 60), amount_max);
}

TEST(WindowTest, TheEndOfTimeIsNoException) {
    Window window;
    Timestamp const last{UINT64_MAX};
    window.use(Amount{5}, Timestamp{}, 1);
    EXPECT_EQ(window.used(Timestamp{}, 1), Amount{5});
    window.use(Amount{7}, last, UINT32_MAX);
    EXPECT_EQ(window.used(last, UINT32_MAX), Amount{7});
}

}  // namespace
}  // namespace tally
