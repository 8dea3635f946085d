#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tally {

// Takes a line, without its newline, off the front; nothing if there is no newline.
[[nodiscard]] inline std::optional<std::string_view> take_line(std::string_view& text) {
    auto const end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    auto const line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

// An ASCII decimal without leading zeros.
[[nodiscard]] inline std::optional<std::uint64_t> parse_decimal(std::string_view text) {
    bool const leading_zero = text.size() > 1 && text.front() == '0';
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    bool const whole = error == std::errc{} && end == text.data() + text.size();
    if (leading_zero || !whole) return std::nullopt;
    return number;
}

}  // namespace tally
