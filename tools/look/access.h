#pragma once

#include "tools/cli/program.h"
#include "tools/look/moment.h"
#include "tools/look/window.h"

#include <string>

// The verb access: who may do what, at a point. Rules: docs/access.md.
namespace tally::look {

// `what`: keys (also if empty), limits, switches, policies or waiting.
[[nodiscard]] Result<cli::ExitCode> access(std::string const& what,
                                           cli::CommonOptions const& common,
                                           cli::Output& output);

// The same from a State that is at hand: what part, and for how much work, says `window`. What was
// written until one gives up is no answer.
[[nodiscard]] Result<cli::ExitCode> access(std::string const& what,
                                           Moment const& moment,
                                           Window& window,
                                           cli::Output& output);

}  // namespace tally::look
