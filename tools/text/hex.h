#pragma once

#include "journal/vocabulary/bytes.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// Bytes as 0x-hex, the way commands and look verbs write hashes, addresses and signatures.
namespace tally::text {

// Fills `out` exactly. False, with `out` in any state, for a missing 0x, a wrong length or a
// character that is no hex digit.
[[nodiscard]] bool parse_hex(std::string_view text, std::span<std::uint8_t> out);

// With 0x in front, in lower case.
[[nodiscard]] std::string format_hex(ByteSpan bytes);

}  // namespace tally::text
