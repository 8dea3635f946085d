#pragma once

#include "tools/cli/program.h"

#include <string>

namespace tally::look {

struct ExplainOptions {
    std::string entry;  // a sequence
};

// The verb explain: why an entry is there, what it did, and what else there is about the same
// transfer, orders, escrow, withdrawal or transaction of a chain. Shape: docs/cli.md.
[[nodiscard]] Result<cli::ExitCode> explain(ExplainOptions const& options,
                                            cli::CommonOptions const& common,
                                            cli::Output& output);

}  // namespace tally::look
