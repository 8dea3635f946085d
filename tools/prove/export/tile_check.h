#pragma once

#include "journal/checkpoint/checkpoint.h"
#include "journal/export/tiler.h"
#include "journal/vocabulary/result.h"
#include "replay/audit_trail.h"
#include "replay/record.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tally::prove {

// A tree that somebody signed, and where that is written.
struct SignedHead {
    TreeHead head;
    std::string name;  // "checkpoint:17", a file's name
    bool exported =
        true;  // the export has its partial tiles; false for one that was kept elsewhere
};

struct CheckedTiles {
    TreeHead head;                          // computed from the leaves
    std::uint64_t tiles = 0;                // files compared
    std::map<std::string, Hash32> partial;  // SHA-256 of partial tiles and bundles
};

// Takes each full tile and bundle as it is found good: its path and the SHA-256 of its bytes.
using FullTileSink = std::function<Result<void>(std::string const&, Hash32 const&)>;

// Reads every leaf of an export: it must be canonical, of its own sequence, and have the hash that
// every tile has for it; and every signed head must be that of the leaves. `heads` by size. `trail`
// sees every entry.
[[nodiscard]] Result<CheckedTiles> check_tiles(
    Record const& record,
    std::vector<SignedHead> const& heads,
    FullTileSink const& full,
    AuditTrail& trail,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

}  // namespace tally::prove
