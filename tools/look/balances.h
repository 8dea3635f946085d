#pragma once

#include "tools/cli/program.h"

// The verbs balance, statement and trial. Shapes: docs/cli.md.
namespace tally::look {

// What accounts are worth: credits less debits, and what of it can be spent.
[[nodiscard]] Result<cli::ExitCode> balance(cli::CommonOptions const& common, cli::Output& output);

// What moved on one account, with the balance before, after each entry and at the end.
[[nodiscard]] Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                              cli::Output& output);

// Total debits and credits of each asset. Exit code 5 if they differ anywhere.
[[nodiscard]] Result<cli::ExitCode> trial(cli::CommonOptions const& common, cli::Output& output);

}  // namespace tally::look
