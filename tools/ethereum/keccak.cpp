#include "tools/ethereum/keccak.h"

#include <cryptopp/keccak.h>

namespace tally::ethereum {

Hash32 keccak256(ByteSpan bytes) {
    Hash32 digest;
    CryptoPP::Keccak_256 hash;
    hash.Update(bytes.data(), bytes.size());
    hash.Final(digest.bytes.data());
    return digest;
}

Hash32 keccak256(std::string_view text) {
    Hash32 digest;
    CryptoPP::Keccak_256 hash;
    for (char const c : text) {
        auto const byte = static_cast<std::uint8_t>(c);
        hash.Update(&byte, 1);
    }
    hash.Final(digest.bytes.data());
    return digest;
}

}  // namespace tally::ethereum
