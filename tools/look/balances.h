#pragma once

#include "tools/cli/program.h"
#include "tools/look/indexed_record.h"
#include "tools/look/moment.h"
#include "tools/look/view.h"
#include "tools/look/window.h"

// The verbs balance, statement and trial. Shapes: docs/cli.md.
namespace tally::look {

// What accounts are worth: credits less debits, and what of it can be spent.
[[nodiscard]] Result<cli::ExitCode> balance(cli::CommonOptions const& common, cli::Output& output);

// The same from a State that is at hand: what part, and for how much work, says `window`. What was
// written until one gives up is no answer. `effective` needs the record.
[[nodiscard]] Result<cli::ExitCode> balances(cli::CommonOptions const& common,
                                             Moment const& moment,
                                             Window& window,
                                             cli::Output& output);

// What moved on one account, with the balance before, after each entry and at the end.
[[nodiscard]] Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                              cli::Output& output);

// The same from a view that is at hand; lines outside the window are left out.
[[nodiscard]] Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                              View const& view,
                                              Window& window,
                                              cli::Output& output);

// The same from the entries that moved the account, and no others. Not for a day.
[[nodiscard]] Result<cli::ExitCode> statement(cli::CommonOptions const& common,
                                              IndexedRecord const& indexed,
                                              Window& window,
                                              cli::Output& output);

// Total debits and credits of each asset. Exit code 5 if they differ anywhere.
[[nodiscard]] Result<cli::ExitCode> trial(cli::CommonOptions const& common, cli::Output& output);

}  // namespace tally::look
