#include "tools/text/time.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tally::text {
namespace {

TEST(TimeTest, AMomentIsReadToTheNanosecond) {
    EXPECT_EQ(parse_time("1970-01-01T00:00:00Z")->ns, 0U);
    EXPECT_EQ(parse_time("1970-01-01T00:00:00.000000001Z")->ns, 1U);
    EXPECT_EQ(parse_time("2026-12-01T00:00:00Z")->ns, 1'796'083'200'000'000'000U);
    EXPECT_EQ(parse_time("2026-12-01T02:00:00.5+02:00")->ns, 1'796'083'200'500'000'000U);
    EXPECT_EQ(parse_time("2026-11-30T19:00:00-05:00")->ns, 1'796'083'200'000'000'000U);
    EXPECT_EQ(parse_time("2024-02-29T23:59:59Z")->ns, 1'709'251'199'000'000'000U);
}

TEST(TimeTest, WhatIsNoMomentIsRefused) {
    for (std::string_view const text : {"",
                                        "2026-12-01",
                                        "2026-12-01T00:00:00",
                                        "2026-12-01 00:00:00Z",
                                        "2026-13-01T00:00:00Z",
                                        "2026-02-29T00:00:00Z",
                                        "2026-12-01T24:00:00Z",
                                        "2026-12-01T00:60:00Z",
                                        "2026-12-01T00:00:60Z",
                                        "2026-12-01T00:00:00.Z",
                                        "2026-12-01T00:00:00.0000000001Z",
                                        "2026-12-01T00:00:00ZZ",
                                        "2026-12-01T00:00:00+2",
                                        "1969-12-31T23:59:59Z",
                                        "2555-01-01T00:00:00Z",
                                        "tomorrow",
                                        "1796083200"}) {
        SCOPED_TRACE(std::string{text});
        EXPECT_FALSE(parse_time(text).has_value());
    }
}

TEST(TimeTest, ADateIsItsFirstMomentWhereADateWillDo) {
    EXPECT_EQ(parse_time_or_date("2026-12-01")->ns, 1'796'083'200'000'000'000U);
    EXPECT_FALSE(parse_time_or_date("2026-12-32").has_value());
}

TEST(TimeTest, WrittenWithAsManyDecimalsAsNeeded) {
    EXPECT_EQ(format_time(Timestamp{0}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format_time(Timestamp{1}), "1970-01-01T00:00:00.000000001Z");
    EXPECT_EQ(format_time(Timestamp{500'000'000}), "1970-01-01T00:00:00.500Z");
    EXPECT_EQ(format_time(Timestamp{250'000}), "1970-01-01T00:00:00.000250Z");
    EXPECT_EQ(format_time(*parse_time("2024-02-29T23:59:59Z")), "2024-02-29T23:59:59Z");
}

}  // namespace
}  // namespace tally::text
