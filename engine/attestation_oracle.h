#pragma once

#include "journal/entries/escrows.h"
#include "journal/vocabulary/bytes.h"

#include <optional>

namespace tally {

// The message that an attestor of an escrow signs (EIP-712 type Attestation, docs/escrows.md).
struct Attestation {
    EscrowId escrow;
    EscrowAction action = EscrowAction::release;
    Address payee;
    Address token;
    Amount amount;
    Hash32 content_hash;
    std::uint64_t not_before = 0;  // Unix seconds
    std::uint64_t deadline = 0;    // Unix seconds
    std::uint64_t evm_chain_id = 0;
    Address contract;
};

enum class SignatureFault : std::uint8_t { none = 0, not_canonical = 1, invalid = 2 };

// Who signed an attestation: a pure function of its arguments, so that a re-decision gets the same
// answer. It is an interface because deciders see no cryptography library.
class AttestationOracle {
public:
    struct Answer {
        Address signer;
        SignatureFault fault = SignatureFault::none;
    };

    AttestationOracle() = default;
    AttestationOracle(AttestationOracle const&) = delete;
    AttestationOracle& operator=(AttestationOracle const&) = delete;
    virtual ~AttestationOracle() = default;

    // High s and a recovery byte other than 27 or 28 are not_canonical; a signature from which no
    // key can be recovered is invalid.
    [[nodiscard]] virtual Answer signer(Attestation const& attestation,
                                        RecoverableSignature const& signature) const = 0;
};

}  // namespace tally
