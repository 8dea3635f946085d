#include "tools/text/number.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace tally::text {
namespace {

struct UnitsCase {
    std::string_view text;
    std::uint8_t scale;
    NumberFault fault;
    std::string_view units;  // in decimal
};

constexpr std::string_view largest = "340282366920938463463374607431768211455";

constexpr UnitsCase units_cases[] = {
    {"12.34", 2, NumberFault::none, "1234"},
    {"12.3", 2, NumberFault::none, "1230"},
    {"12", 2, NumberFault::none, "1200"},
    {"0", 0, NumberFault::none, "0"},
    {"0.01", 2, NumberFault::none, "1"},
    {"007.50", 2, NumberFault::none, "750"},
    {largest, 0, NumberFault::none, largest},
    {"3402823669209384634633746074317682114.55", 2, NumberFault::none, largest},
    {"3402823669209384634633746074317682114.56", 2, NumberFault::too_large, "0"},
    {"340282366920938463463374607431768211456", 0, NumberFault::too_large, "0"},
    {"3402823669209384634633746074317682115", 2, NumberFault::too_large, "0"},
    {"12.345", 2, NumberFault::too_many_digits, "0"},
    {"12.340", 2, NumberFault::too_many_digits, "0"},
    {"1.0", 0, NumberFault::too_many_digits, "0"},
    {"0.00000000000000000000000000000000000001", 38, NumberFault::none, "1"},
    {"0.000000000000000000000000000000000000001", 38, NumberFault::too_many_digits, "0"},
    {"", 2, NumberFault::empty, "0"},
    {"-1", 2, NumberFault::negative, "0"},
    {"-", 2, NumberFault::negative, "0"},
    {"+1", 2, NumberFault::not_a_number, "0"},
    {"1.", 2, NumberFault::not_a_number, "0"},
    {".5", 2, NumberFault::not_a_number, "0"},
    {".", 2, NumberFault::not_a_number, "0"},
    {"1.2.3", 2, NumberFault::not_a_number, "0"},
    {"1e3", 2, NumberFault::not_a_number, "0"},
    {" 1", 2, NumberFault::not_a_number, "0"},
    {"1,5", 2, NumberFault::not_a_number, "0"},
    {"NaN", 2, NumberFault::not_a_number, "0"},
};

TEST(NumberTest, ADecimalIsExactUnitsOrSaysWhyNot) {
    for (auto const& test : units_cases) {
        SCOPED_TRACE(std::string{test.text} + " at " + std::to_string(test.scale));
        auto const parsed = parse_units(test.text, test.scale);
        EXPECT_EQ(parsed.fault, test.fault);
        if (!parsed.ok()) continue;
        EXPECT_EQ(format_integer(parsed.value), test.units);
    }
}

TEST(NumberTest, UnitsAreWrittenWithAllDigitsOfTheScale) {
    EXPECT_EQ(format_units(1234, 2), "12.34");
    EXPECT_EQ(format_units(1200, 2), "12.00");
    EXPECT_EQ(format_units(5, 2), "0.05");
    EXPECT_EQ(format_units(0, 2), "0.00");
    EXPECT_EQ(format_units(0, 0), "0");
    EXPECT_EQ(format_units(uint128_max, 38), "3.40282366920938463463374607431768211455");
}

TEST(NumberTest, WhatIsWrittenIsReadBack) {
    for (uint128 const units : {uint128{0}, uint128{1}, uint128{UINT64_MAX}, uint128_max}) {
        for (std::uint8_t scale = 0; scale <= max_scale; ++scale) {
            auto const parsed = parse_units(format_units(units, scale), scale);
            ASSERT_TRUE(parsed.ok());
            EXPECT_TRUE(parsed.value == units);
        }
    }
}

TEST(NumberTest, AnIntegerIsDecimalOrHex) {
    EXPECT_TRUE(parse_integer("0x1F").value == 31);
    EXPECT_TRUE(parse_integer("0xffffffffffffffffffffffffffffffff").value == uint128_max);
    EXPECT_EQ(parse_integer("0x100000000000000000000000000000000").fault, NumberFault::too_large);
    EXPECT_EQ(parse_integer("0x").fault, NumberFault::not_a_number);
    EXPECT_EQ(parse_integer("0xg").fault, NumberFault::not_a_number);
    EXPECT_EQ(parse_integer("1.5").fault, NumberFault::not_a_number);
    EXPECT_EQ(parse_integer("").fault, NumberFault::empty);
    EXPECT_EQ(parse_integer("-7").fault, NumberFault::negative);
    EXPECT_TRUE(parse_integer("255", 255).ok());
    EXPECT_EQ(parse_integer("256", 255).fault, NumberFault::too_large);
}

}  // namespace
}  // namespace tally::text
