#pragma once

#include "engine/attestation_oracle.h"
#include "journal/vocabulary/bytes.h"

#include <string>

// The EIP-712 message of an attestation. Domain: name "MultiSigEscrow", version "1", chainId,
// verifyingContract. What each field means for an escrow that lives in the ledger: docs/escrows.md.
namespace tally::ethereum {

// The 32 bytes that an attestor's key signs: keccak256(0x1901 || domain separator || struct hash).
[[nodiscard]] Hash32 attestation_digest(Attestation const& attestation);

// The same message as the JSON that wallets take (eth_signTypedData_v4), on one line, without a
// line break at its end. Hashing it by the rules of EIP-712 gives attestation_digest.
[[nodiscard]] std::string attestation_json(Attestation const& attestation);

}  // namespace tally::ethereum
