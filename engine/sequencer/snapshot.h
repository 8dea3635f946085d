#pragma once

#include "engine/sequencer/digest_cycle.h"
#include "journal/store/record_store.h"
#include "journal/store/snapshots.h"
#include "journal/tree/frontier.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tally {

// Parts of a snapshot beside the projections, whose kinds are their ProjectionKinds.
namespace snapshot_part {
inline constexpr SnapshotPart position{1000, 2};   // SnapshotPosition
inline constexpr SnapshotPart id_filter{1001, 1};  // IndexedPast::save_filter
}  // namespace snapshot_part

struct SnapshotPosition {
    DigestCycle digests;
    Frontier frontier;  // of the tree of the entries that the snapshot covers
};

// Saves a state whose entries are all durable up to `tip`. `filter` writes the id filter.
[[nodiscard]] Result<void> save_snapshot(RecordStore& store,
                                         State const& state,
                                         Tip const& tip,
                                         SnapshotPosition const& position,
                                         std::function<void(ByteSink&)> const& filter);

struct LoadedSnapshot {
    std::unique_ptr<State> state;  // never null; at the first entry if there was none
    SnapshotPosition position;
    std::unique_ptr<SnapshotReader>
        reader;  // null if there was none; for parts of the caller's own

    [[nodiscard]] std::uint64_t size() const { return state->next_sequence().value; }
};

// The newest snapshot of at most `at_most` entries that proves itself: whole, of versions that this
// build saves, and of this very record (its root is that of the record's tree). What is wrong with
// those that do not is put into `notes`; a state from the first entry is the last resort.
[[nodiscard]] Result<LoadedSnapshot> load_snapshot(RecordStore& store,
                                                   Sequence at_most,
                                                   std::vector<std::string>& notes);

}  // namespace tally
