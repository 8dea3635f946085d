#pragma once

#include "journal/vocabulary/bytes.h"

#include <string_view>

namespace tally {

// BIP 340's tagged hash: SHA-256(SHA-256(tag) || SHA-256(tag) || message). Keeps a hash made for
// one purpose from being of use for another.
[[nodiscard]] Hash32 tagged_hash(std::string_view tag, ByteSpan message);

// What a BIP 340 signature of a note is over, and how its secret is made from the Ed25519 seed.
inline constexpr std::string_view note_tag = "tallystick/bip340/v1/note";
inline constexpr std::string_view secret_tag = "tallystick/bip340/v1/secret";

}  // namespace tally
