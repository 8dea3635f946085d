#include "tools/signing/order_signatures.h"

#include "tools/ethereum/plain_ecdsa.h"

#include <variant>

namespace tally::signing {

bool OrderSignatures::is_signed(Entry const& command,
                                CommandSignature const& signature,
                                Bip340PublicKey const& key) const {
    auto const* order = std::get_if<PlaceOrder>(&command.body);
    if (order == nullptr || command.linked || signature.left_open != 0) return false;
    auto const* terms = terms_.find(order->market);
    if (terms == nullptr) return false;
    auto const digest = order_digest(origin_, *terms, *order, signature.nonce);
    return ethereum::is_signed_by(digest, signature.signature.bytes, key.bytes);
}

}  // namespace tally::signing
