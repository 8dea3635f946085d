#pragma once

#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <string>

namespace tally::backup {

// The record must go on from a signed note that was kept elsewhere: an integrity failure says what
// is missing or changed. An older copy that was put back cannot, if the note is newer than it.
[[nodiscard]] Result<void> check_extends(Record const& record, std::string const& note_file);

// Before anything is recorded in a directory: it must be no backup, and extend the note in the file
// if one is named.
[[nodiscard]] Result<void> check_may_write(std::string const& data, std::string const& note_file);

}  // namespace tally::backup
