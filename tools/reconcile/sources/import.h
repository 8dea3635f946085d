#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/reconcile/sources/sources.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace tally::reconcile {

struct ImportOptions {
    std::vector<std::string> files;
    std::string store;
    // As on the command line: `--format`, `--encoding`, `--scale ASSET=DIGITS`; taken over into
    // `reading` by take_reading_options().
    std::string format;
    std::string encoding;
    std::vector<std::string> scales;
    ReadOptions reading;
};

// --format, --mapping, --encoding, --scale and --partial, for every verb that reads sources.
void add_reading_options(CLI::App& app, ImportOptions& options);
[[nodiscard]] Result<void> take_reading_options(ImportOptions& options);

// `tally reconcile import FILE... --store DIR`: each file whole or not at all; a row for each
// statement, and on standard error each thing that --partial left out. Exit code 4 if anything was.
[[nodiscard]] Result<cli::ExitCode> import_statements(ImportOptions& options, cli::Output& output);

}  // namespace tally::reconcile
