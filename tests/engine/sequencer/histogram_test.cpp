#include "engine/sequencer/histogram.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace tally {
namespace {

using std::chrono::nanoseconds;

TEST(HistogramTest, EveryDurationLiesBetweenTheBoundsOfItsBucket) {
    for (std::uint64_t ns = 0; ns < 100'000; ++ns) {
        auto const bucket = Histogram::bucket_of(ns);
        ASSERT_LE(ns, Histogram::longest_in(bucket)) << ns;
        if (bucket == 0) continue;
        ASSERT_GT(ns, Histogram::longest_in(bucket - 1)) << ns;
    }
}

TEST(HistogramTest, ABoundIsAtMostAQuarterTooHigh) {
    for (unsigned power = 2; power < 40; ++power) {
        auto const ns = std::uint64_t{1} << power;
        EXPECT_LE(Histogram::longest_in(Histogram::bucket_of(ns)), ns + ns / 4);
    }
}

TEST(HistogramTest, TheLastBucketTakesWhateverIsLonger) {
    EXPECT_EQ(Histogram::bucket_of(UINT64_MAX), Histogram::buckets - 1);
    EXPECT_EQ(Histogram::longest_in(Histogram::buckets - 1), UINT64_MAX);
}

TEST(HistogramTest, QuantilesAreCounted) {
    Histogram histogram;
    EXPECT_EQ(histogram.read().quantile_ns(500), 0U);
    for (int i = 0; i < 990; ++i)
        histogram.record(nanoseconds{100});
    for (int i = 0; i < 10; ++i)
        histogram.record(nanoseconds{1'000'000});
    auto const reading = histogram.read();
    EXPECT_EQ(reading.count, 1'000U);
    EXPECT_EQ(reading.sum_ns, 990U * 100 + 10U * 1'000'000);
    EXPECT_EQ(reading.quantile_ns(990), Histogram::longest_in(Histogram::bucket_of(100)));
    EXPECT_EQ(reading.quantile_ns(991), Histogram::longest_in(Histogram::bucket_of(1'000'000)));
}

TEST(HistogramTest, ATimeThatGoesBackCountsAsNone) {
    Histogram histogram;
    histogram.record(nanoseconds{-5});
    EXPECT_EQ(histogram.read().counts[0], 1U);
}

}  // namespace
}  // namespace tally
