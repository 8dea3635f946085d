#include "tools/ethereum/plain_ecdsa.h"

#include <secp256k1.h>

#include <algorithm>
#include <array>

namespace tally::ethereum {

bool is_signed_by(Hash32 const& digest,
                  std::span<std::uint8_t const, 64> signature,
                  std::span<std::uint8_t const, 32> x) {
    auto const* const context = secp256k1_context_static;
    secp256k1_ecdsa_signature parsed;
    if (secp256k1_ecdsa_signature_parse_compact(context, &parsed, signature.data()) != 1)
        return false;
    for (auto const prefix :
         {std::uint8_t{SECP256K1_TAG_PUBKEY_EVEN}, std::uint8_t{SECP256K1_TAG_PUBKEY_ODD}}) {
        std::array<std::uint8_t, 33> compressed{prefix};
        std::copy(x.begin(), x.end(), compressed.begin() + 1);
        secp256k1_pubkey key;
        bool const is_key =
            secp256k1_ec_pubkey_parse(context, &key, compressed.data(), compressed.size()) == 1;
        if (is_key && secp256k1_ecdsa_verify(context, &parsed, digest.bytes.data(), &key) == 1)
            return true;
    }
    return false;
}

}  // namespace tally::ethereum
