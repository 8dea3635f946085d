#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/program.h"
#include "tools/reconcile/sources/import.h"

#include <string>

namespace tally::reconcile {

struct RunOptions {
    std::string action;        // run, rerun, pack or import
    std::string data;          // the record
    std::string rules;         // a file
    ImportOptions statements;  // files, records or stores of statements, and how to read them
    std::string previous;      // the directory of an earlier run
    std::string out;           // a new directory for the results
};

// `tally reconcile run`, whose exit code is the verdict's, `rerun`, and `pack`: a rerun that then
// makes the directory an evidence pack; `import` keeps statements in a store, and needs no record.
[[nodiscard]] Result<cli::ExitCode> reconcile(RunOptions& options,
                                              cli::CommonOptions const& common,
                                              cli::Output& output);

}  // namespace tally::reconcile
