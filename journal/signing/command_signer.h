#pragma once

#include "journal/crypto/bip340.h"
#include "journal/signing/command_digest.h"
#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>

namespace tally {

// Signs commands with a key, each with the next nonce. One for each key, whose commands are sent in
// about the order in which they were signed: a nonce that arrives after one that is 1,024 above it
// is too old. Programs that run side by side have a key each.
class CommandSigner {
public:
    // `origin` is the record's name, as the server's welcome and `tally status` say it. The first
    // nonce must be above all that the key has used; the time in nanoseconds is, if all are so.
    CommandSigner(std::string origin, Bip340Secret const& secret, std::uint64_t first_nonce)
        : digester_(std::move(origin)), secret_(secret), next_(first_nonce) {}

    [[nodiscard]] Result<CommandSignature> sign(Body const& request, bool linked) {
        return sign_command(digester_, request, linked, next_++, secret_);
    }

    [[nodiscard]] std::uint64_t next_nonce() const { return next_; }

private:
    CommandDigester digester_;
    Bip340Secret secret_;
    std::uint64_t next_;
};

}  // namespace tally
