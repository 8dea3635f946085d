#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <string>

namespace tally::prove {

// tally rotate --data DIR --key OLD --new FILE
struct RotateOptions {
    std::string data;
    std::string key;
    std::string next;  // the new key's file; made if it does not exist
};

// Puts another signing key in the place of the one before, which vouches for it in the record.
// Prints the new public keys.
[[nodiscard]] Result<cli::ExitCode> rotate(RotateOptions const& options, cli::Output& output);

}  // namespace tally::prove
