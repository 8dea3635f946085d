#pragma once

#include "journal/signing/command_signer.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "tools/json/parse_command.h"
#include "tools/json/resolve.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally::signing {

// Nonces only have to be new: the time is, and needs nothing to be kept between two runs.
[[nodiscard]] std::uint64_t nonce_now();

// Reads lines of commands, with what their names stand for in a state. Remembers the linked chain
// that it is in.
class CommandReader {
public:
    explicit CommandReader(State const& state) : resolver_(state, nullptr) {}

    // Valid until the next call. One that is signed already is refused.
    [[nodiscard]] Result<json::ParsedCommand const*> read(std::string_view line);

private:
    json::CommandParser parser_;
    json::Resolver resolver_;
    std::vector<json::ParsedCommand>
        chain_;  // its members so far; the last is the one that is read
};

// Signs lines of commands.
class LineSigner {
public:
    // `key`: its number in the record; 0 leaves it out, for a session of the key's own.
    LineSigner(State const& state, CommandSigner signer, KeyNumber key)
        : reader_(state), signer_(std::move(signer)), key_(key) {}

    // The line with a member "signed" at its end, and a line's end.
    [[nodiscard]] Result<std::string> sign(std::string_view line);

    [[nodiscard]] CommandSigner const& signer() const { return signer_; }

private:
    CommandReader reader_;
    CommandSigner signer_;
    KeyNumber key_;
};

}  // namespace tally::signing
