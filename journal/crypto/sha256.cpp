#include "journal/crypto/sha256.h"

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/text_bytes.h"

#include <openssl/evp.h>

namespace tally {

namespace {

// Fetched once for the process and never freed: looking a digest up costs more than a short hash.
EVP_MD const* digest() {
    static EVP_MD const* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    TALLY_CHECK(fetched != nullptr);
    return fetched;
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    TALLY_CHECK(context_ != nullptr);
    TALLY_CHECK(EVP_DigestInit_ex2(context_, digest(), nullptr) == 1);
}

Sha256::~Sha256() {
    EVP_MD_CTX_free(context_);
}

Hash32 Sha256::hash(ByteSpan bytes) {
    start();
    update(bytes);
    return finish();
}

void Sha256::start() {
    // Without a digest argument the context keeps the one that it has: no look-up.
    TALLY_CHECK(EVP_DigestInit_ex2(context_, nullptr, nullptr) == 1);
}

void Sha256::update(ByteSpan bytes) {
    TALLY_CHECK(EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1);
}

Hash32 Sha256::finish() {
    Hash32 result;
    TALLY_CHECK(EVP_DigestFinal_ex(context_, result.bytes.data(), nullptr) == 1);
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
