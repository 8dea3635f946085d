#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "tools/serve/access/gate.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tally::serve {

// Sessions over HTTP: a key signs a nonce once, and gets a token that stands for it. Tokens live in
// memory only: after a restart keys are proved again. One thread.
//
// Nonces are not kept while they are out, so that nobody without a key can make us remember
// anything: a nonce says when and for which key it was made, under a secret of this process. One
// that was used is remembered until it would be too old.
class TokenDesk {
public:
    using Moment = Gate::Moment;

    explicit TokenDesk(Gate const& gate);

    static constexpr std::chrono::seconds nonce_for{60};
    static constexpr std::size_t tokens_max = 64;  // of one key; then the oldest ends

    struct Token {
        std::string text;  // the secret: said once, kept by its hash only
        Admission admission;
    };

    // A nonce for a key that may come in.
    [[nodiscard]] Result<wire::Nonce> challenge(Bip340PublicKey const& key, Moment now);

    // A token for a signed nonce. A nonce serves once, whether the signature is good or not ours
    // to judge any more.
    [[nodiscard]] Result<Token> redeem(wire::Prove const& proof,
                                       wire::Nonce const& nonce,
                                       Moment now);

    // Who an Authorization header's token stands for; a failure says why nobody. Found by the
    // token's hash, so that the time it takes tells nothing about other tokens.
    [[nodiscard]] Result<Admission> who(std::string_view token, Moment now);

    // Forgets a token. False if there was none.
    bool end(std::string_view token);

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }

private:
    [[nodiscard]] Hash32 seal(ByteSpan head, Bip340PublicKey const& key) const;
    void forget_old(KeyNumber key, Moment now);

    Gate const& gate_;
    std::optional<Hash32> secret_;  // nothing: the system had no random bytes
    std::map<wire::Nonce, Moment> used_;
    std::map<Hash32, Admission> tokens_;
    std::map<std::pair<KeyNumber, Moment>, Hash32> by_age_;  // of each key, the oldest first
};

// The token of an Authorization header, "Bearer TOKEN"; empty if it is none.
[[nodiscard]] std::string_view bearer_token(std::string_view authorization);

}  // namespace tally::serve
