#pragma once

#include "journal/vocabulary/result.h"

#include <filesystem>

namespace tally {

// Reads every file of a data directory's databases and compares RocksDB's own checksums: those of
// what nobody asks for, too, such as filters and the index of ids. A failure of kind `integrity`
// names the file. What cannot be opened at all is for who opens it to judge.
[[nodiscard]] Result<void> check_files(std::filesystem::path const& directory);

}  // namespace tally
