#pragma once

#include "journal/vocabulary/bytes.h"

#include <string_view>

namespace tally::ethereum {

// Keccak-256 as Ethereum uses it: the padding is Keccak's own, not that of SHA3-256.
[[nodiscard]] Hash32 keccak256(ByteSpan bytes);
[[nodiscard]] Hash32 keccak256(std::string_view text);

}  // namespace tally::ethereum
