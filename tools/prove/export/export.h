#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <string>

namespace tally::prove {

// tally export DIR --data DATA [--at checkpoint:SIZE]
struct ExportOptions {
    std::string to;
    std::string data;
    std::string at;         // a checkpoint; empty: the newest
    bool personal = false;  // also the values that stand beside the record
};

[[nodiscard]] Result<cli::ExitCode> export_record(ExportOptions const& options,
                                                  cli::Output& output);

}  // namespace tally::prove
