#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tally::json {

// The length of the character that the text begins with, or 0 if that is none: cut off, overlong, a
// surrogate, or beyond U+10FFFF.
[[nodiscard]] std::size_t utf8_length(std::string_view text);

// Appends one character; `code` must not be a surrogate or above U+10FFFF.
void append_utf8(std::string& out, unsigned code);

}  // namespace tally::json
