#include "tools/ethereum/attestation_signer.h"

#include "journal/vocabulary/check.h"
#include "tools/ethereum/keccak.h"
#include "tools/ethereum/typed_data.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <array>

namespace tally::ethereum {

namespace {

// v is 27 or 28: the parity of the nonce's point. Its x-coordinate never exceeds the order here.
constexpr std::uint8_t first_v = 27;

// The last 20 bytes of the hash of the key's two coordinates.
Address address_from(secp256k1_context const* context, secp256k1_pubkey const& key) {
    std::array<std::uint8_t, 65> bytes{};
    std::size_t size = bytes.size();
    TALLY_CHECK(secp256k1_ec_pubkey_serialize(
                    context, bytes.data(), &size, &key, SECP256K1_EC_UNCOMPRESSED) == 1);
    auto const hash = keccak256(ByteSpan{bytes}.subspan(1));
    Address address;
    std::copy(hash.bytes.end() - Address::size, hash.bytes.end(), address.bytes.begin());
    return address;
}

// Of two signatures that differ only in the sign of s, the one with high s is refused.
bool has_high_s(secp256k1_context const* context,
                secp256k1_ecdsa_recoverable_signature const& signature) {
    secp256k1_ecdsa_signature plain;
    TALLY_CHECK(secp256k1_ecdsa_recoverable_signature_convert(context, &plain, &signature) == 1);
    return secp256k1_ecdsa_signature_normalize(context, nullptr, &plain) == 1;
}

}  // namespace

AttestationSigner::AttestationSigner()
    : context_(secp256k1_context_create(SECP256K1_CONTEXT_NONE), secp256k1_context_destroy) {
    TALLY_CHECK(context_ != nullptr);
}

AttestationSigner::~AttestationSigner() = default;

AttestationOracle::Answer AttestationSigner::signer(Attestation const& attestation,
                                                    RecoverableSignature const& signature) const {
    return recover(attestation_digest(attestation), signature);
}

AttestationOracle::Answer AttestationSigner::recover(Hash32 const& digest,
                                                     RecoverableSignature const& signature) const {
    std::uint8_t const v = signature.bytes[64];
    if (v != first_v && v != first_v + 1) return {{}, SignatureFault::not_canonical};
    secp256k1_ecdsa_recoverable_signature parsed;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(
            context_.get(), &parsed, signature.bytes.data(), v - first_v) != 1)
        return {{}, SignatureFault::invalid};
    if (has_high_s(context_.get(), parsed)) return {{}, SignatureFault::not_canonical};
    secp256k1_pubkey key;
    if (secp256k1_ecdsa_recover(context_.get(), &key, &parsed, digest.bytes.data()) != 1)
        return {{}, SignatureFault::invalid};
    return {address_from(context_.get(), key), SignatureFault::none};
}

std::optional<RecoverableSignature> AttestationSigner::sign(Hash32 const& digest,
                                                            SecretKey const& key) const {
    secp256k1_ecdsa_recoverable_signature made;
    if (secp256k1_ecdsa_sign_recoverable(
            context_.get(), &made, digest.bytes.data(), key.bytes.data(), nullptr, nullptr) != 1)
        return std::nullopt;
    RecoverableSignature signature;
    int parity = 0;
    TALLY_CHECK(secp256k1_ecdsa_recoverable_signature_serialize_compact(
                    context_.get(), signature.bytes.data(), &parity, &made) == 1);
    TALLY_CHECK(parity == 0 || parity == 1);  // more only if r overflowed: odds of 2^-127
    signature.bytes[64] = static_cast<std::uint8_t>(first_v + parity);
    return signature;
}

std::optional<Address> AttestationSigner::address_of(SecretKey const& key) const {
    secp256k1_pubkey made;
    if (secp256k1_ec_pubkey_create(context_.get(), &made, key.bytes.data()) != 1)
        return std::nullopt;
    return address_from(context_.get(), made);
}

}  // namespace tally::ethereum
