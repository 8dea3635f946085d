#pragma once

#include "journal/vocabulary/bytes.h"

#include <cstdint>
#include <span>

namespace tally::ethereum {

// Whether `signature` (r, s) is ECDSA over the digest by a key of this x coordinate, whichever its
// y is: a wallet's key is known by its x alone where keys are those of BIP 340. High s is refused,
// as everywhere. Any thread.
[[nodiscard]] bool is_signed_by(Hash32 const& digest,
                                std::span<std::uint8_t const, 64> signature,
                                std::span<std::uint8_t const, 32> x);

}  // namespace tally::ethereum
