#pragma once

#include "tools/reconcile/decide/decide.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

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

// What the record has about a run, for its evidence pack.
struct Decisions {
    std::string text;  // a line for each entry, without the texts of comments: they may name people
    std::vector<std::uint64_t> entries;
};

[[nodiscard]] Result<Decisions> decisions_about(std::string const& data,
                                                std::filesystem::path const& directory);

}  // namespace tally::reconcile
