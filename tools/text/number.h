#pragma once

#include "journal/vocabulary/uint128.h"

#include <cstdint>
#include <string>
#include <string_view>

// Numbers as people and JSON write them, to and from the integers of the record. Pure: no locale,
// no floating point, exact or an error.
namespace tally::text {

enum class NumberFault : std::uint8_t {
    none,
    empty,
    not_a_number,  // a sign, an exponent, a blank, two points, a point without digits beside it
    negative,
    too_many_digits,  // more digits after the point than the scale has
    too_large,
};

// What is wrong, as the end of a sentence that begins with the number: "... is negative".
[[nodiscard]] std::string_view describe(NumberFault fault);

template <class T>
struct Parsed {
    T value{};
    NumberFault fault = NumberFault::none;

    [[nodiscard]] constexpr bool ok() const { return fault == NumberFault::none; }
};

// Digits and where the point was among them: 12.34 is {1234, 2}. It becomes a count of units only
// together with the scale of an asset, a tick or a lot.
struct Decimal {
    uint128 digits = 0;
    std::uint8_t scale = 0;

    friend constexpr bool operator==(Decimal const&, Decimal const&) = default;
};

inline constexpr std::uint8_t max_scale = 38;

// "12.34", "0.5", "7". No sign, no exponent, digits on both sides of a point, at most 38 after it.
[[nodiscard]] Parsed<Decimal> parse_decimal(std::string_view text);

// The count of 10^-scale units: exact, or too_many_digits or too_large.
[[nodiscard]] Parsed<uint128> to_units(Decimal decimal, std::uint8_t scale);

// Both steps in one: "12.34" at scale 2 is 1234.
[[nodiscard]] Parsed<uint128> parse_units(std::string_view text, std::uint8_t scale);

// A non-negative integer in decimal or as 0x-hex, at most `limit`.
[[nodiscard]] Parsed<uint128> parse_integer(std::string_view text, uint128 limit = uint128_max);

// 1234 at scale 2 is "12.34": as many digits after the point as the scale has.
[[nodiscard]] std::string format_units(uint128 units, std::uint8_t scale);
void append_units(std::string& out, uint128 units, std::uint8_t scale);

[[nodiscard]] std::string format_integer(uint128 value);
void append_integer(std::string& out, uint128 value);

}  // namespace tally::text
