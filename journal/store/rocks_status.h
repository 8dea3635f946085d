#pragma once

#include "journal/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace rocksdb {
class Status;
}

namespace tally {

// What to do about a damaged directory, when nothing better is known.
inline constexpr std::string_view restore_it = "the directory is damaged; restore it from a backup";

// What RocksDB said, as a failure of ours: corruption is `integrity`, the machine's trouble
// `system`. `doing` says what was tried: "cannot append to", "cannot read".
[[nodiscard]] Failure rocks_failure(rocksdb::Status const& status,
                                    std::string_view doing,
                                    std::filesystem::path const& place,
                                    std::string_view if_damaged = restore_it);

// The record itself contradicts what it must be.
[[nodiscard]] Failure damaged(std::filesystem::path const& place, std::string_view what);

}  // namespace tally
