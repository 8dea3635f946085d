#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

namespace tally {

using Bip340Secret = FixedBytes<struct Bip340SecretTag, 32>;
using Bip340PublicKey = FixedBytes<struct Bip340PublicKeyTag, 32>;  // x-only
using Bip340Signature = FixedBytes<struct Bip340SignatureTag, 64>;

// Schnorr signatures over secp256k1 as BIP 340 defines them, on 32-byte messages. A secret that is
// zero or not below the curve's order is a usage failure.
[[nodiscard]] Result<Bip340PublicKey> bip340_public_key(Bip340Secret const& secret);

// Deterministic for given auxiliary bytes; all zero is allowed.
[[nodiscard]] Result<Bip340Signature> bip340_sign(Bip340Secret const& secret,
                                                  Hash32 const& message,
                                                  Hash32 const& auxiliary = {});

// False for anything that is not a valid signature, a key off the curve included.
[[nodiscard]] bool bip340_verify(Bip340PublicKey const& key,
                                 Hash32 const& message,
                                 Bip340Signature const& signature);

}  // namespace tally
