#include "tools/text/number.h"

#include <array>
#include <cstddef>

namespace tally::text {

namespace {

constexpr std::size_t max_decimal_digits = 39;  // of 2^128 - 1

constexpr std::array<uint128, 39> powers_of_ten = [] {
    std::array<uint128, 39> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * 10;
    return powers;
}();

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// False if the value would not fit.
bool push_digit(uint128& value, unsigned base, unsigned digit) {
    if (value > (uint128_max - digit) / base) return false;
    value = value * base + digit;
    return true;
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

NumberFault fault_of_text(std::string_view text) {
    if (text.empty()) return NumberFault::empty;
    return text[0] == '-' ? NumberFault::negative : NumberFault::not_a_number;
}

Parsed<uint128> parse_hex(std::string_view digits) {
    if (digits.empty()) return {0, NumberFault::not_a_number};
    uint128 value = 0;
    bool fits = true;
    for (char const c : digits) {
        int const digit = hex_value(c);
        if (digit < 0) return {0, NumberFault::not_a_number};
        fits = fits && push_digit(value, 16, static_cast<unsigned>(digit));
    }
    if (!fits) return {0, NumberFault::too_large};
    return {value};
}

// Nearly every number of a flow has few digits: 64-bit arithmetic until they run out.
Parsed<uint128> parse_digits(std::string_view digits) {
    if (digits.empty()) return {0, NumberFault::empty};
    std::uint64_t low = 0;
    std::size_t at = 0;
    for (; at < digits.size() && at < 19; ++at) {
        if (!is_digit(digits[at])) return {0, fault_of_text(digits)};
        low = low * 10 + static_cast<unsigned>(digits[at] - '0');
    }
    uint128 value = low;
    bool fits = true;
    for (; at < digits.size(); ++at) {
        if (!is_digit(digits[at])) return {0, fault_of_text(digits)};
        fits = fits && push_digit(value, 10, static_cast<unsigned>(digits[at] - '0'));
    }
    if (!fits) return {0, NumberFault::too_large};
    return {value};
}

}  // namespace

std::string_view describe(NumberFault fault) {
    switch (fault) {
        case NumberFault::none:
            return "is right";
        case NumberFault::empty:
            return "is empty";
        case NumberFault::not_a_number:
            return "is not a number";
        case NumberFault::negative:
            return "is negative";
        case NumberFault::too_many_digits:
            return "has more digits after the point than the scale allows";
        case NumberFault::too_large:
            return "is too large";
    }
    return {};
}

Parsed<Decimal> parse_decimal(std::string_view text) {
    if (text.empty()) return {{}, NumberFault::empty};
    Decimal result;
    std::uint64_t low = 0;
    std::size_t digits = 0;
    std::size_t point = text.size();
    bool fits = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (c == '.' && point == text.size()) {
            point = i;
            continue;
        }
        if (!is_digit(c)) return {{}, fault_of_text(text)};
        auto const digit = static_cast<unsigned>(c - '0');
        if (digits < 19) {
            low = low * 10 + digit;
            result.digits = low;
        } else {
            fits = fits && push_digit(result.digits, 10, digit);
        }
        ++digits;
    }
    bool const has_point = point != text.size();
    if (has_point && (point == 0 || point + 1 == text.size())) {
        return {{}, NumberFault::not_a_number};
    }
    auto const after = has_point ? text.size() - point - 1 : 0;
    if (after > max_scale) return {{}, NumberFault::too_many_digits};
    if (!fits) return {{}, NumberFault::too_large};
    result.scale = static_cast<std::uint8_t>(after);
    return {result};
}

Parsed<uint128> to_units(Decimal decimal, std::uint8_t scale) {
    if (decimal.scale > scale) return {0, NumberFault::too_many_digits};
    if (scale > max_scale) return {0, NumberFault::too_large};
    auto const power = powers_of_ten[static_cast<std::size_t>(scale - decimal.scale)];
    if (power != 1 && decimal.digits > uint128_max / power) return {0, NumberFault::too_large};
    return {decimal.digits * power};
}

Parsed<uint128> parse_units(std::string_view text, std::uint8_t scale) {
    auto const decimal = parse_decimal(text);
    if (!decimal.ok()) return {0, decimal.fault};
    return to_units(decimal.value, scale);
}

Parsed<uint128> parse_integer(std::string_view text, uint128 limit) {
    bool const hex = text.size() >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
    auto const parsed = hex ? parse_hex(text.substr(2)) : parse_digits(text);
    if (parsed.ok() && parsed.value > limit) return {0, NumberFault::too_large};
    return parsed;
}

void append_integer(std::string& out, uint128 value) {
    std::array<char, max_decimal_digits> buffer;
    std::size_t at = buffer.size();
    while (high_half(value) != 0) {
        buffer[--at] = static_cast<char>('0' + static_cast<int>(value % 10));
        value /= 10;
    }
    auto low = low_half(value);
    do {
        buffer[--at] = static_cast<char>('0' + static_cast<int>(low % 10));
        low /= 10;
    } while (low != 0);
    out.append(buffer.data() + at, buffer.size() - at);
}

std::string format_integer(uint128 value) {
    std::string out;
    append_integer(out, value);
    return out;
}

void append_units(std::string& out, uint128 units, std::uint8_t scale) {
    if (scale == 0) return append_integer(out, units);
    auto const digits = format_integer(units);
    auto const whole = digits.size() > scale ? digits.size() - scale : 0;
    if (whole == 0) {
        out.append("0.").append(scale - digits.size(), '0').append(digits);
    } else {
        out.append(digits, 0, whole).append(".").append(digits, whole, scale);
    }
}

std::string format_units(uint128 units, std::uint8_t scale) {
    std::string out;
    append_units(out, units, scale);
    return out;
}

}  // namespace tally::text
