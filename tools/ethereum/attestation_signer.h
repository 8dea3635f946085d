#pragma once

#include "engine/attestation_oracle.h"
#include "journal/vocabulary/bytes.h"

#include <memory>
#include <optional>

struct secp256k1_context_struct;

namespace tally::ethereum {

using SecretKey = FixedBytes<struct SecretKeyTag, 32>;

// Who signed what, by libsecp256k1: the AttestationOracle of every program, and the signing half
// for tests and for keys kept in software. Holds no state between calls; one thread at a time.
class AttestationSigner : public AttestationOracle {
public:
    AttestationSigner();
    ~AttestationSigner() override;

    [[nodiscard]] Answer signer(Attestation const& attestation,
                                RecoverableSignature const& signature) const override;

    // The address whose key signed a 32-byte digest, with the rules of `signer`.
    [[nodiscard]] Answer recover(Hash32 const& digest, RecoverableSignature const& signature) const;

    // A signature with low s, its nonce by RFC 6979. Nothing if the key is no key: zero, or not
    // below the order of the curve.
    [[nodiscard]] std::optional<RecoverableSignature> sign(Hash32 const& digest,
                                                           SecretKey const& key) const;

    [[nodiscard]] std::optional<Address> address_of(SecretKey const& key) const;

private:
    std::unique_ptr<secp256k1_context_struct, void (*)(secp256k1_context_struct*)> context_;
};

}  // namespace tally::ethereum
