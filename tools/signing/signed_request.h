#pragma once

#include "journal/crypto/bip340.h"
#include "journal/signing/command_digest.h"
#include "projections/state.h"
#include "tools/json/command.h"

#include <cstdint>
#include <string>
#include <variant>

namespace tally::signing {

// A signature and what it has to be over: enough to verify it on any thread, without a state.
struct Claim {
    KeyNumber key;
    Bip340PublicKey public_key;
    CommandSignature signature;
    Hash32 digest;

    friend bool operator==(Claim const&, Claim const&) = default;
};

// What becomes of a command whose signature is no good, whatever the reason is.
struct NoClaim {
    std::string text;  // what is wrong, and what to do
};

// Says what a signed command's signature has to be over. `command` is resolved, has a proof, and
// was sent by `sender`: a key, or 0 for whoever holds the files, who may pass on what a key signed.
class Claims {
public:
    explicit Claims(std::string const& origin) : origin_(origin), digester_(origin) {}

    [[nodiscard]] std::variant<Claim, NoClaim> claim(State const& state,
                                                     json::ParsedCommand const& command,
                                                     KeyNumber sender);

private:
    [[nodiscard]] std::variant<Hash32, NoClaim> digest(State const& state,
                                                       json::ParsedCommand const& command,
                                                       Claim const& claim);
    [[nodiscard]] std::variant<Hash32, NoClaim> typed_digest(State const& state,
                                                             json::ParsedCommand const& command,
                                                             Claim const& claim) const;

    std::string origin_;
    CommandDigester digester_;
};

// Some 50 us: not for the engine's thread.
[[nodiscard]] bool verify(Claim const& claim);

// The same in words: nothing if the signature is good.
[[nodiscard]] std::string objection(Claim const& claim);

}  // namespace tally::signing
