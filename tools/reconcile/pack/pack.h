#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/pack/csv_table.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tally::reconcile {

// What a report shows besides the run's CSV files.
struct PackTables {
    std::string verdict;
    CsvTable books;  // by account: both sides' balances, and what explains their difference
    CsvTable exclusions;
    std::vector<std::string> no_opinion;  // why there is none
};

// Makes the directory of a run into an evidence pack: adds report.html, VERIFY.md and SHA256SUMS
// over all its files. Gives the same bytes however often it is done. A directory without a manifest
// or results is a failure of kind `usage`.
[[nodiscard]] Result<void> write_pack(std::filesystem::path const& directory,
                                      PackTables const& tables);

}  // namespace tally::reconcile
