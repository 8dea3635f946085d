#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/output.h"

#include <string_view>

namespace tally::manage {

// Writes what a server answered as JSON lines in the format that the output was opened with. The
// columns are the members that the objects have, in their order; one that an object leaves out is
// no value. `when_empty` as for cli::Rows. What is no line of JSON is a failure.
[[nodiscard]] Result<void> write_json_rows(std::string_view lines,
                                           cli::Output& output,
                                           std::string_view when_empty);

}  // namespace tally::manage
