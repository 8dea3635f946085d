#pragma once

#include "journal/vocabulary/result.h"

#include <filesystem>

namespace tally::reconcile {

// Makes the directory of a run into an evidence pack: adds report.html, VERIFY.md and SHA256SUMS
// over all its files. Gives the same bytes however often it is done. A directory without a manifest
// or results is a failure of kind `usage`.
[[nodiscard]] Result<void> write_pack(std::filesystem::path const& directory);

}  // namespace tally::reconcile
