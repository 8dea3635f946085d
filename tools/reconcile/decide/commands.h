#pragma once

#include "tools/reconcile/decide/decide.h"

namespace tally::reconcile {

// Puts a run and what is decided about it into the record, through options.door.
[[nodiscard]] Result<cli::ExitCode> record_run(DecideOptions const& options, cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> comment(DecideOptions const& options, cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> write_off(DecideOptions const& options, cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> correct(DecideOptions const& options, cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> sign(DecideOptions const& options, cli::Output& output);

}  // namespace tally::reconcile
