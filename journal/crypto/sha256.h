#pragma once

#include "journal/vocabulary/bytes.h"

#include <openssl/sha.h>

#include <string_view>

namespace tally {

// SHA-256 (FIPS 180-4). One object a thread.
class Sha256 {
public:
    Sha256() { start(); }

    [[nodiscard]] Hash32 hash(ByteSpan bytes);

    // In pieces: start, any number of updates, finish.
    void start();
    void update(ByteSpan bytes);
    [[nodiscard]] Hash32 finish();

private:
    SHA256_CTX context_;
};

// For a hash now and then.
[[nodiscard]] Hash32 sha256(ByteSpan bytes);
[[nodiscard]] Hash32 sha256_of_text(std::string_view text);

}  // namespace tally
