#pragma once

#include "tools/cli/output.h"
#include "tools/cli/program.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tally::signing {

struct SignOptions {
    std::string file;                    // commands, one a line; "-" is standard input
    std::string key;                     // the key's file, as `tally keys new` makes it
    std::optional<std::uint64_t> nonce;  // the first; nothing: the time, in nanoseconds since 1970
    bool wallet = false;                 // orders as EIP-712 documents, instead of signing
};

// Writes each command with a member "signed". Names mean what they do in the record at --data and
// --at; what is not there yet cannot be signed for, and the first such line is a usage failure.
[[nodiscard]] Result<cli::ExitCode> sign_lines(SignOptions const& options,
                                               cli::CommonOptions const& common,
                                               cli::Output& output);

}  // namespace tally::signing
