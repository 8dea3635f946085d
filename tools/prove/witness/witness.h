#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/manage/door.h"

#include <string>

namespace tally::prove {

// tally witness --key FILE --new NAME
// tally witness --key FILE --log-key KEY --state FILE
//     (--data DIR | --request FILE | --connect ADDRESS) [--time SECONDS]
struct WitnessOptions {
    std::string key;       // the witness's signing key, a file
    std::string new_name;  // not empty: make the key, and nothing else
    std::string log_key;   // whose checkpoints it may be
    std::string state;     // the checkpoint that was cosigned last; made at the first time
    std::string request;   // a proof of growth, as a witness is sent it
    manage::Door door;     // or a record or an export to look at, or a server
    std::string time;      // seconds since 1970; empty: now
};

// Cosigns another's newest checkpoint, unless the log has contradicted itself since the last time:
// that is an integrity failure. The state is durable before the cosignature leaves.
[[nodiscard]] Result<cli::ExitCode> witness(WitnessOptions const& options, cli::Output& output);

// The signatures of a cosigned note put to those that a record keeps with that checkpoint.
[[nodiscard]] Result<cli::ExitCode> add_cosignatures(std::string const& data,
                                                     std::string const& file,
                                                     cli::Output& output);

}  // namespace tally::prove
