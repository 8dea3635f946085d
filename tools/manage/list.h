#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/manage/door.h"

#include <string>

namespace tally::client {
class Client;
}

namespace tally::manage {

// All rows that a server answers, page by page, as of the first page's moment.
[[nodiscard]] Result<std::string> read_all(client::Client& client, std::string const& query);

// What `tally access WHAT` shows, as it stands now.
[[nodiscard]] Result<cli::ExitCode> list(std::string const& what,
                                         Door const& door,
                                         cli::Output& output);

// The record's status: as `tally status` reads it in a directory, or as the server that writes it
// tells it.
[[nodiscard]] Result<cli::ExitCode> status(Door const& door, cli::Output& output);

}  // namespace tally::manage
