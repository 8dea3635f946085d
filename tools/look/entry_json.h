#pragma once

#include "journal/entry.h"
#include "tools/cli/json_text.h"
#include "tools/look/shown.h"

#include <string>
#include <string_view>

namespace tally::look {

// Writes the members of an entry's body into an open object: the names that its command has in a
// command file, and the outcome of a command as "result". A member that is zero or empty and says
// nothing by being so is left out. `shown` must know the assets and markets as of a later or the
// same point.
void write_body(cli::JsonText& json, Body const& body, Shown const& shown);

// The whole entry as one object.
void write_entry(cli::JsonText& json, Entry const& entry, Shown const& shown);

// An object as people read it in a table: {"id":"9","amount":"1.00"} is: id 9, amount 1.00
[[nodiscard]] std::string plain_details(std::string_view json);

}  // namespace tally::look
