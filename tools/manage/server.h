#pragma once

#include "journal/vocabulary/result.h"
#include "tools/manage/door.h"

#include <memory>

namespace tally::client {
class Client;
}

namespace tally::manage {

// A client of the server that the door leads to. Connects when it is first asked something.
[[nodiscard]] Result<std::unique_ptr<client::Client>> connect(Door const& door);

}  // namespace tally::manage
