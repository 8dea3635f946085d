#pragma once

#include "journal/vocabulary/result.h"

#include <string>

namespace tally::top {

// What GET /metrics answers at "HOST:PORT".
[[nodiscard]] Result<std::string> scrape(std::string const& where);

}  // namespace tally::top
