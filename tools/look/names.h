#pragma once

#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/look/moment.h"
#include "tools/look/window.h"

namespace tally::look {

// What names stand for: assets, then markets, then chains, each in the order of their numbers from
// 1, as the commands that would make them. Whoever executes these lines has a state in which
// commands mean what they mean here.
[[nodiscard]] Result<cli::ExitCode> names(Moment const& moment,
                                          Window& window,
                                          cli::Output& output);

}  // namespace tally::look
