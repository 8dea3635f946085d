// The functions below OpenSSL's EVP layer: of what a short hash costs, that layer is a sixth, since
// in OpenSSL 3.0 it frees and allocates its state at each start.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "journal/crypto/sha256.h"

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/text_bytes.h"

namespace tally {

Hash32 Sha256::hash(ByteSpan bytes) {
    start();
    update(bytes);
    return finish();
}

void Sha256::start() {
    TALLY_CHECK(SHA256_Init(&context_) == 1);
}

void Sha256::update(ByteSpan bytes) {
    TALLY_CHECK(SHA256_Update(&context_, bytes.data(), bytes.size()) == 1);
}

Hash32 Sha256::finish() {
    Hash32 result;
    TALLY_CHECK(SHA256_Final(result.bytes.data(), &context_) == 1);
    return result;
}

Hash32 sha256(ByteSpan bytes) {
    thread_local Sha256 hasher;
    return hasher.hash(bytes);
}

Hash32 sha256_of_text(std::string_view text) {
    return sha256(as_bytes(text));
}

}  // namespace tally
