#pragma once

#include "journal/vocabulary/result.h"

#include <functional>
#include <string>

namespace tally::manage {
struct Door;
}

namespace tally::top {

// What GET /metrics answers at "HOST:PORT".
[[nodiscard]] Result<std::string> scrape(std::string const& where);

// Asks the server behind the door for the same, each time it is called, over one connection.
using Scrape = std::function<Result<std::string>()>;
[[nodiscard]] Result<Scrape> scrape_through(manage::Door const& door);

}  // namespace tally::top
