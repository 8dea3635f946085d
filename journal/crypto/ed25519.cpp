#include "journal/crypto/ed25519.h"

#include <openssl/evp.h>

#include <memory>

namespace tally {

namespace {

template <auto Free>
struct Freeing {
    template <class T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freeing<EVP_MD_CTX_free>>;

Key private_key(Ed25519Seed const& seed) {
    return Key{EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, seed.bytes.data(), seed.bytes.size())};
}

Failure openssl_failed(char const* doing) {
    return {FailureKind::system, std::string{"OpenSSL failed while "} + doing};
}

}  // namespace

Result<Ed25519PublicKey> ed25519_public_key(Ed25519Seed const& seed) {
    Key const key = private_key(seed);
    Ed25519PublicKey result;
    std::size_t size = result.bytes.size();
    bool const made =
        key != nullptr && EVP_PKEY_get_raw_public_key(key.get(), result.bytes.data(), &size) == 1;
    if (!made) return openssl_failed("making an Ed25519 public key");
    return result;
}

Result<Ed25519Signature> ed25519_sign(Ed25519Seed const& seed, ByteSpan message) {
    Key const key = private_key(seed);
    Context const context{EVP_MD_CTX_new()};
    if (key == nullptr || context == nullptr) return openssl_failed("signing with Ed25519");
    Ed25519Signature signature;
    std::size_t size = signature.bytes.size();
    bool const made =
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        EVP_DigestSign(
            context.get(), signature.bytes.data(), &size, message.data(), message.size()) == 1;
    if (!made) return openssl_failed("signing with Ed25519");
    return signature;
}

bool ed25519_verify(Ed25519PublicKey const& key,
                    ByteSpan message,
                    Ed25519Signature const& signature) {
    Key const opened{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size())};
    Context const context{EVP_MD_CTX_new()};
    if (opened == nullptr || context == nullptr) return false;
    return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, opened.get()) == 1 &&
           EVP_DigestVerify(context.get(),
                            signature.bytes.data(),
                            signature.bytes.size(),
                            message.data(),
                            message.size()) == 1;
}

}  // namespace tally
