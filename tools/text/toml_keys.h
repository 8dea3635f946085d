#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// What is asked of a TOML text before a library reads it.
namespace tally::text {

// The library nests a table for each part of a dotted key and takes them apart by recursion, which
// a key of very many parts makes overflow the stack. No key of ours has more than three.
inline constexpr std::size_t toml_key_parts_max = 16;

// "FILE:LINE: what is wrong, and what to do" of the first key with more parts; nothing if there is
// none. Of a text that is no TOML it may say either.
[[nodiscard]] std::optional<std::string> toml_objection(std::string_view text,
                                                        std::string_view file);

}  // namespace tally::text
