#pragma once

#include "journal/crypto/bip340.h"
#include "journal/vocabulary/bytes.h"
#include "tools/wire/messages.h"

#include <string_view>

namespace tally::wire {

inline constexpr std::string_view session_tag = "tallystick/bip340/v1/session";

// What a client signs to prove its key on one connection: BIP 340's tagged hash of the origin's
// length (4 bytes, little-endian), the origin, the server's nonce, and the x-only public key.
[[nodiscard]] Hash32 session_challenge(std::string_view origin,
                                       Nonce const& nonce,
                                       Bip340PublicKey const& key);

}  // namespace tally::wire
