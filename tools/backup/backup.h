#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <string>
#include <vector>

namespace tally::backup {

struct BackupOptions {
    std::string data;
    std::string directory;  // a new one, or a backup of the same record, which is brought forward
};

// Copies a record, also while a server writes it, and proves the copy from what is on the disk
// afterwards. A backup that was cut short, or found its disk full, goes on where it stopped when it
// is run again.
[[nodiscard]] Result<cli::ExitCode> run_backup(BackupOptions const& options, cli::Output& output);

struct RestoreOptions {
    std::string backup;
    std::string data;               // must not exist, or be empty
    std::string newest_checkpoint;  // a file kept elsewhere, which the record must extend; or empty
};

// Makes a data directory from a backup, and proves it. On a failure there is none.
[[nodiscard]] Result<cli::ExitCode> run_restore(RestoreOptions const& options, cli::Output& output);

}  // namespace tally::backup
