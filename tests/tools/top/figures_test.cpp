#include "tools/top/figures.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::top {
namespace {

std::string scraped(unsigned quick, unsigned all) {
    return "# TYPE tally_entries gauge\ntally_entries 7\n"
           "tally_commands_total{result=\"ok\"} 5\ntally_commands_total{result=\"exists\"} 2\n"
           "tally_stage_seconds_bucket{stage=\"wait\",le=\"0.000001024\"} " +
           std::to_string(quick) + "\ntally_stage_seconds_bucket{stage=\"wait\",le=\"0.002\"} " +
           std::to_string(all) + "\ntally_stage_seconds_bucket{stage=\"wait\",le=\"+Inf\"} " +
           std::to_string(all) + "\nprocess_cpu_seconds_total 1.25\n";
}

TEST(FiguresTest, ValuesAndSumsAreFoundByName) {
    auto const figures = Figures::parse(scraped(1, 2)).value();
    EXPECT_EQ(figures.value("tally_entries"), 7U);
    EXPECT_EQ(figures.value("process_cpu_seconds_total"), 1'250'000'000U);
    EXPECT_EQ(figures.value("tally_nothing"), 0U);
    EXPECT_EQ(figures.sum("tally_commands_total{"), 7U);
}

TEST(FiguresTest, AQuantileIsOfWhatHappenedSince) {
    auto const before = Figures::parse(scraped(100, 100)).value();
    auto const now = Figures::parse(scraped(101, 104)).value();
    EXPECT_EQ(now.quantile_ns("wait", 250, before), 1'024U);
    EXPECT_EQ(now.quantile_ns("wait", 500, before), 2'000'000U);
    EXPECT_EQ(now.quantile_ns("wait", 990, now), 0U);
    EXPECT_EQ(now.quantile_ns("other", 500, before), 0U);
}

TEST(FiguresTest, WhatIsNoFigureIsRefused) {
    for (auto const* const text : {"", "<html>", "tally_entries seven\n", "tally_entries -1\n"})
        EXPECT_FALSE(Figures::parse(text).has_value()) << text;
}

TEST(FiguresTest, DecimalsAreExact) {
    std::uint64_t value = 0;
    EXPECT_TRUE(parse_decimal("68.719476736", value));
    EXPECT_EQ(value, 68'719'476'736U);
    for (auto const* const text : {"", ".", "1.", ".5", "1.0000000001", "1e3", "1.x"})
        EXPECT_FALSE(parse_decimal(text, value)) << text;
}

}  // namespace
}  // namespace tally::top
