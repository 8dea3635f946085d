#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

namespace tally {

using Ed25519Seed = FixedBytes<struct Ed25519SeedTag, 32>;  // secret: the RFC 8032 private key
using Ed25519PublicKey = FixedBytes<struct Ed25519PublicKeyTag, 32>;
using Ed25519Signature = FixedBytes<struct Ed25519SignatureTag, 64>;

// RFC 8032, pure Ed25519. Fail only if OpenSSL does.
[[nodiscard]] Result<Ed25519PublicKey> ed25519_public_key(Ed25519Seed const& seed);
[[nodiscard]] Result<Ed25519Signature> ed25519_sign(Ed25519Seed const& seed, ByteSpan message);

// False for anything that is not a valid signature, a malformed key included.
[[nodiscard]] bool ed25519_verify(Ed25519PublicKey const& key,
                                  ByteSpan message,
                                  Ed25519Signature const& signature);

}  // namespace tally
