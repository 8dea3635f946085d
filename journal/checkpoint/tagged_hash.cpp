#include "journal/checkpoint/tagged_hash.h"

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/text_bytes.h"

namespace tally {

Hash32 tagged_hash(std::string_view tag, ByteSpan message) {
    Sha256 hasher;
    auto const tag_hash = hasher.hash(as_bytes(tag));
    hasher.start();
    hasher.update(tag_hash.span());
    hasher.update(tag_hash.span());
    hasher.update(message);
    return hasher.finish();
}

}  // namespace tally
