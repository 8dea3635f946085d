#pragma once

#include "tools/cli/program.h"

#include <string>

// The verb access: who may do what, at a point. Rules: docs/access.md.
namespace tally::look {

// `what`: keys (also if empty), limits, switches, policies or waiting.
[[nodiscard]] Result<cli::ExitCode> access(std::string const& what,
                                           cli::CommonOptions const& common,
                                           cli::Output& output);

}  // namespace tally::look
