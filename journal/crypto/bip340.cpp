#include "journal/crypto/bip340.h"

#include "journal/vocabulary/check.h"

#include <secp256k1.h>
#include <secp256k1_extrakeys.h>
#include <secp256k1_schnorrsig.h>

#include <optional>

namespace tally {

namespace {

// Made once and only read from then on, which the library allows from any thread.
secp256k1_context const* context() {
    static secp256k1_context const* const made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
    TALLY_CHECK(made != nullptr);
    return made;
}

std::optional<secp256k1_keypair> keypair_of(Bip340Secret const& secret) {
    secp256k1_keypair keypair;
    if (secp256k1_keypair_create(context(), &keypair, secret.bytes.data()) != 1)
        return std::nullopt;
    return keypair;
}

Failure secret_out_of_range() {
    return {FailureKind::usage, "secp256k1 secret key: zero, or not below the order of the curve"};
}

}  // namespace

Result<Bip340PublicKey> bip340_public_key(Bip340Secret const& secret) {
    auto const keypair = keypair_of(secret);
    if (!keypair) return secret_out_of_range();
    secp256k1_xonly_pubkey key;
    Bip340PublicKey result;
    TALLY_CHECK(secp256k1_keypair_xonly_pub(context(), &key, nullptr, &*keypair) == 1);
    TALLY_CHECK(secp256k1_xonly_pubkey_serialize(context(), result.bytes.data(), &key) == 1);
    return result;
}

Result<Bip340Signature> bip340_sign(Bip340Secret const& secret,
                                    Hash32 const& message,
                                    Hash32 const& auxiliary) {
    auto const keypair = keypair_of(secret);
    if (!keypair) return secret_out_of_range();
    Bip340Signature signature;
    bool const made = secp256k1_schnorrsig_sign32(context(),
                                                  signature.bytes.data(),
                                                  message.bytes.data(),
                                                  &*keypair,
                                                  auxiliary.bytes.data()) == 1;
    if (!made) return Failure{FailureKind::system, "libsecp256k1 failed while signing"};
    return signature;
}

bool bip340_verify(Bip340PublicKey const& key,
                   Hash32 const& message,
                   Bip340Signature const& signature) {
    secp256k1_xonly_pubkey parsed;
    if (secp256k1_xonly_pubkey_parse(context(), &parsed, key.bytes.data()) != 1) return false;
    return secp256k1_schnorrsig_verify(context(),
                                       signature.bytes.data(),
                                       message.bytes.data(),
                                       message.bytes.size(),
                                       &parsed) == 1;
}

}  // namespace tally
