#pragma once

#include "journal/vocabulary/bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Bytes as text: hexadecimal (lower case out, either case in) and base64 (RFC 4648, section 4, with
// padding). Readers accept exactly one text for each run of bytes, letter case of hex aside.
namespace tally {

[[nodiscard]] std::string to_hex(ByteSpan bytes);

// Nothing unless every character is a hex digit and their number is even. No "0x".
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

// Fills `out` from exactly twice as many digits.
[[nodiscard]] bool read_hex(std::string_view text, std::span<std::uint8_t> out);

[[nodiscard]] std::string to_base64(ByteSpan bytes);

// Nothing for a character outside the alphabet, missing or surplus padding, or unused bits not
// zero.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

// Fills `out`, which must be as long as what the text says.
[[nodiscard]] bool read_base64(std::string_view text, std::span<std::uint8_t> out);

// A fixed run of bytes from hex, e.g. fixed_from_hex<Hash32>("..").
template <class Fixed>
[[nodiscard]] std::optional<Fixed> fixed_from_hex(std::string_view text) {
    Fixed fixed;
    if (!read_hex(text, fixed.bytes)) return std::nullopt;
    return fixed;
}

}  // namespace tally
