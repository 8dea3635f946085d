#include "journal/checkpoint/tagged_hash.h"

#include "journal/crypto/sha256.h"

#include <cstdint>

namespace tally {

Hash32 tagged_hash(std::string_view tag, ByteSpan message) {
    Sha256 hasher;
    auto const tag_hash =
        hasher.hash({reinterpret_cast<std::uint8_t const*>(tag.data()), tag.size()});
    hasher.start();
    hasher.update(tag_hash.span());
    hasher.update(tag_hash.span());
    hasher.update(message);
    return hasher.finish();
}

}  // namespace tally
