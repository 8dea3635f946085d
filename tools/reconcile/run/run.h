#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/program.h"

#include <string>
#include <vector>

namespace tally::reconcile {

struct RunOptions {
    std::string action;                // run, rerun or pack
    std::string rules;                 // a file
    std::vector<std::string> sources;  // files, records, stores of statements
    std::string format;                // of every source; empty: told by the content
    std::string mapping;               // of CSV sources
    std::string previous;              // the directory of an earlier run
    std::string out;                   // a new directory for the results
    bool partial = false;
};

// `tally reconcile run`, whose exit code is the verdict's, `rerun`, and `pack`: a rerun that then
// makes the directory an evidence pack.
[[nodiscard]] Result<cli::ExitCode> reconcile(RunOptions const& options,
                                              cli::CommonOptions const& common,
                                              cli::Output& output);

}  // namespace tally::reconcile
