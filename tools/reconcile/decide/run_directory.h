#pragma once

#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace tally::reconcile {

// The run in a directory of results, as far as it becomes an entry of the record.
struct FoundAccount {
    std::string account;  // its id in the record
    std::string command;  // record_reconciliation, as a line; empty: there was no statement of it
    std::vector<std::string> breaks;  // their ids
};

struct FoundRun {
    Hash32 run;  // SHA-256 of manifest.json
    std::vector<FoundAccount> accounts;
};

// The name of the run in a directory, or of the manifest.json that is given itself.
[[nodiscard]] Result<Hash32> run_of(std::filesystem::path const& place);

// Reads a run whose files are all what its manifest says; another one is an integrity failure that
// names the file.
[[nodiscard]] Result<FoundRun> read_run(std::filesystem::path const& place);

}  // namespace tally::reconcile
