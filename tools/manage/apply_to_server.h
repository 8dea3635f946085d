#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/manage/door.h"

#include <string>

namespace tally::manage {

// Has a server record the commands of a file, and writes its answers as `tally apply` writes them:
// a line for each, in order. Linked chains stay together. `newest_checkpoint` has to be empty: a
// server looks at its own when it starts.
[[nodiscard]] Result<cli::ExitCode> apply_to_server(std::string const& file,
                                                    std::string const& newest_checkpoint,
                                                    Door const& door,
                                                    cli::Output& output);

}  // namespace tally::manage
