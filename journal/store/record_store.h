#pragma once

#include "journal/store/snapshots.h"
#include "journal/store/store.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally {

// What a data directory is for ever: written by create, read by open.
struct StoreMeta {
    std::uint16_t format = 1;
    std::string origin;                      // the log's name in its checkpoints
    std::vector<std::string> verifier_keys;  // public key lines, as journal/checkpoint writes them
    Timestamp created;

    friend bool operator==(StoreMeta const&, StoreMeta const&) = default;
};

struct StoredCheckpoint {
    Sequence size;
    std::string note;

    friend bool operator==(StoredCheckpoint const&, StoredCheckpoint const&) = default;
};

// A record with all that is kept beside its blocks: what looking, replaying and proving need, be it
// a data directory (RocksStore) or an export (journal/export/export_store.h).
class RecordStore : public Store {
public:
    [[nodiscard]] virtual StoreMeta const& meta() const = 0;

    // A complete subtree of height 8, 16 or 24; nothing if the record has not completed it.
    [[nodiscard]] virtual Result<std::optional<Hash32>> tree_node(std::uint8_t height,
                                                                  std::uint64_t index) = 0;

    // Signed checkpoints; all of them oldest first.
    [[nodiscard]] virtual Result<std::optional<StoredCheckpoint>> newest_checkpoint(
        Sequence at_most) = 0;
    [[nodiscard]] virtual Result<std::vector<StoredCheckpoint>> checkpoints() = 0;

    [[nodiscard]] virtual Snapshots& snapshots() = 0;
};

}  // namespace tally
