#pragma once

#include "engine/sequencer/indexed_past.h"
#include "engine/sequencer/sequencer_options.h"
#include "engine/sequencer/snapshot.h"
#include "journal/store/rocks_store.h"
#include "journal/vocabulary/result.h"

#include <memory>

namespace tally {

struct Recovered {
    std::unique_ptr<State> state;
    SnapshotPosition position;  // as of the record's end
};

// Comes to the state at the record's end: the newest snapshot that proves itself, then the tail,
// whose leaves are hashed to the root that the record ends with. `past` is shown what it does not
// know yet; null when nothing will be decided. What was found is put into the report.
[[nodiscard]] Result<Recovered> recover(
    RocksStore& store, Tip const& tip, Sequence indexed, IndexedPast* past, RecoveryReport& report);

}  // namespace tally
