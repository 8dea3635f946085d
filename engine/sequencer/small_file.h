#pragma once

#include "journal/vocabulary/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tally {

// All of a file of at most 1 MB; nothing if there is none.
[[nodiscard]] Result<std::optional<std::string>> read_small_file(std::filesystem::path const& file);

// Replaces a file as a whole, durably: after a crash it is the old one or the new one.
[[nodiscard]] Result<void> write_small_file(std::filesystem::path const& file,
                                            std::string_view text);

}  // namespace tally
