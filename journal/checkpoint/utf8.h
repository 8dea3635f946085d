#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tally {

// Takes one character off the front of UTF-8 text. Nothing at its end, and nothing (with the text
// left as it is) for bytes that are not UTF-8: overlong, surrogate, beyond U+10FFFF, cut off.
[[nodiscard]] std::optional<char32_t> take_character(std::string_view& text);

[[nodiscard]] bool is_utf8(std::string_view text);

// What Unicode calls White_Space.
[[nodiscard]] bool is_unicode_space(char32_t character);

}  // namespace tally
