#pragma once

#include "tools/reconcile/decide/decide.h"

#include <filesystem>
#include <string>

namespace tally::reconcile {

// What the record has about runs and their breaks: one row for each run and account, for each
// break, for each entry.
[[nodiscard]] Result<cli::ExitCode> show_runs(DecideOptions const& options,
                                              cli::CommonOptions const& common,
                                              cli::Output& output);

// The exit code says what of it is undecided: 2 material breaks, 3 others, 0 nothing.
[[nodiscard]] Result<cli::ExitCode> show_breaks(DecideOptions const& options,
                                                cli::CommonOptions const& common,
                                                cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> show_history(DecideOptions const& options,
                                                 cli::CommonOptions const& common,
                                                 cli::Output& output);

// A line for each entry about the run in `directory`, for its evidence pack; empty if the record
// has none. Texts of comments are no part of it: they may name people.
[[nodiscard]] Result<std::string> decisions_text(std::string const& data,
                                                 std::filesystem::path const& directory);

}  // namespace tally::reconcile
