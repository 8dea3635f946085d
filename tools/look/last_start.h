#pragma once

#include "journal/vocabulary/result.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace tally::look {

// What a server found when it last opened a data directory, and when it ended: kept in the file
// `last_start` beside the record, of which it is no part.
struct LastStart {
    Timestamp started;
    std::uint64_t entries = 0;       // of the record
    std::uint64_t snapshot = 0;      // entries that need not be applied; 0: there was none
    std::uint64_t applied = 0;       // entries that were, after the snapshot
    std::uint64_t torn_bytes = 0;    // at the log's end, of a block that nobody was told of
    std::uint64_t milliseconds = 0;  // that it took
    std::optional<Timestamp> ended;  // in order; nothing: it runs, or it was killed
};

// Nothing if no server has opened the directory, or if what stands there is not understood: then
// nobody knows.
[[nodiscard]] std::optional<LastStart> read_last_start(std::filesystem::path const& data);

[[nodiscard]] Result<void> write_last_start(std::filesystem::path const& data,
                                            LastStart const& start);

}  // namespace tally::look
