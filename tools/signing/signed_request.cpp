#include "tools/signing/signed_request.h"

#include "journal/signing/request_form.h"
#include "tools/ethereum/plain_ecdsa.h"
#include "tools/signing/order_message.h"

#include <utility>

namespace tally::signing {

std::variant<Claim, NoClaim> Claims::claim(State const& state,
                                           json::ParsedCommand const& command,
                                           KeyNumber sender) {
    auto const& proof = *command.proof;
    auto const key = proof.key == KeyNumber{} ? sender : proof.key;
    if (key == KeyNumber{})
        return NoClaim{
            "a signature without a key: say whose it is with \"key\":NUMBER in "
            "\"signed\", or sign in with the key"};
    if (sender != KeyNumber{} && sender != key)
        return NoClaim{"signed by key " + std::to_string(key.value) + ", and sent by key " +
                       std::to_string(sender.value) + ": each key sends what it signed itself"};
    auto const* known = state.access().key(key);
    if (known == nullptr)
        return NoClaim{"signed by key " + std::to_string(key.value) +
                       ", which the record does not have; see: tally access"};
    Claim claim{key, Bip340PublicKey{known->public_key.bytes}, proof.signature, {}};
    claim.signature.left_open = left_open(command.body);
    auto over = digest(state, command, claim);
    if (auto* const none = std::get_if<NoClaim>(&over)) return std::move(*none);
    claim.digest = std::get<Hash32>(over);
    return claim;
}

std::variant<Hash32, NoClaim> Claims::digest(State const& state,
                                             json::ParsedCommand const& command,
                                             Claim const& claim) {
    if (claim.signature.scheme == SignatureScheme::typed_data)
        return typed_digest(state, command, claim);
    auto const nonce = claim.signature.nonce;
    auto const digest = digester_.digest(command.body, command.linked, claim.public_key, nonce);
    if (!digest) return NoClaim{"cannot be signed: " + digest.error().text};
    return digest.value();
}

std::variant<Hash32, NoClaim> Claims::typed_digest(State const& state,
                                                   json::ParsedCommand const& command,
                                                   Claim const& claim) const {
    auto const* order = std::get_if<PlaceOrder>(&command.body);
    if (order == nullptr || command.linked)
        return NoClaim{
            "signed as typed_data, which is for a place_order that is not linked; sign "
            "it as canonical_command"};
    auto const terms = terms_of(state, order->market);
    if (!terms) return NoClaim{"signed as typed_data for a market that is not there"};
    return order_digest(origin_, *terms, *order, claim.signature.nonce);
}

bool verify(Claim const& claim) {
    if (claim.signature.scheme == SignatureScheme::typed_data)
        return ethereum::is_signed_by(
            claim.digest, claim.signature.signature.bytes, claim.public_key.bytes);
    return bip340_verify(
        claim.public_key, claim.digest, Bip340Signature{claim.signature.signature.bytes});
}

std::string objection(Claim const& claim) {
    if (verify(claim)) return {};
    return "the signature is not key " + std::to_string(claim.key.value) +
           "'s over this command with nonce " + std::to_string(claim.signature.nonce) +
           " in this record: sign again what is sent, as docs/access.md says";
}

}  // namespace tally::signing
