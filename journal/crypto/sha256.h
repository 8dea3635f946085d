#pragma once

#include "journal/vocabulary/bytes.h"

#include <memory>
#include <string_view>

struct evp_md_ctx_st;

namespace tally {

// SHA-256 with a context that is made once and used for ever: OpenSSL's one-shot call costs three
// times as much on short inputs. One object a thread.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256 const&) = delete;
    Sha256& operator=(Sha256 const&) = delete;

    [[nodiscard]] Hash32 hash(ByteSpan bytes);

    // In pieces: start, any number of updates, finish.
    void start();
    void update(ByteSpan bytes);
    [[nodiscard]] Hash32 finish();

private:
    evp_md_ctx_st* context_;
};

// For a hash now and then.
[[nodiscard]] Hash32 sha256(ByteSpan bytes);
[[nodiscard]] Hash32 sha256_of_text(std::string_view text);

}  // namespace tally
