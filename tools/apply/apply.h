#pragma once

#include "journal/crypto/bip340.h"
#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <optional>
#include <string>

namespace tally::apply {

struct ApplyOptions {
    std::string file;  // "-" is standard input
    std::string data;
    std::string key;                   // signs a checkpoint at the end; empty: none
    std::optional<Bip340Secret> sign;  // signs each command that is not signed yet
};

// Records the commands of a file, one JSON object a line, and answers each in one JSON line when it
// is durable. Three threads: one reads and parses, this one decides, the sequencer's encodes,
// writes and answers.
[[nodiscard]] Result<cli::ExitCode> run(ApplyOptions const& options, cli::Output& output);

}  // namespace tally::apply
