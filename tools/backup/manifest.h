#pragma once

#include "journal/store/store.h"
#include "journal/vocabulary/result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace tally::backup {

// What makes a data directory a backup: the file BACKUP in it, which says how much of which record
// was in it when it was last found whole. Nobody may record anything in a directory that has one.
struct Manifest {
    std::string origin;
    Tip tip;
    bool is_whole = true;  // false: no run has come to its end yet

    friend bool operator==(Manifest const&, Manifest const&) = default;
};

[[nodiscard]] std::string format_manifest(Manifest const& manifest);

// Total on any text; what parses, formats back.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text);

// Nothing if the directory is no backup.
[[nodiscard]] Result<std::optional<Manifest>> read_manifest(std::filesystem::path const& directory);

// Replaces it as a whole; durable on return.
[[nodiscard]] Result<void> write_manifest(std::filesystem::path const& directory,
                                          Manifest const& manifest);

}  // namespace tally::backup
