#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/point.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tally {

// Who watches a fold. `state.last_effects()` in `after` is what the entry did to the ledger.
class FoldVisitor {
public:
    FoldVisitor() = default;
    FoldVisitor(FoldVisitor const&) = delete;
    FoldVisitor& operator=(FoldVisitor const&) = delete;
    virtual ~FoldVisitor() = default;

    // The State is that before the entry, respectively after it.
    virtual void before(Entry const&, State const&) {}

    // Returns false to stop the fold after this entry.
    [[nodiscard]] virtual bool after(Entry const&, State const&) { return true; }
};

struct FoldOptions {
    Point from;             // the visitor is called for entries from here on
    Point to;               // the fold ends here; cut to the record's size
    bool snapshots = true;  // may begin from a snapshot at or before `from`
    bool verify = false;    // also hash every leaf and prove the tree's root; begins at entry 0
    bool digests = false;   // also compare every ProjectionDigest entry with the state
    // Told now and then how many entries of how many are folded; for a progress bar.
    std::function<void(std::uint64_t, std::uint64_t)> progress;
};

struct FoldReport {
    std::uint64_t folded = 0;         // entries applied
    std::uint64_t snapshot_size = 0;  // where the fold began
    std::uint64_t digests = 0;        // ProjectionDigest entries that were compared
    Hash32 root;                      // with `verify`: of the tree over all entries folded
    std::vector<std::string> notes;   // a snapshot that could not be trusted, and why
};

// Folds a record into `state`, which must be fresh. Reading and decoding (and with `verify` leaf
// hashing) run ahead on a second thread. Damage is a failure of kind `integrity` that names the
// place.
[[nodiscard]] Result<FoldReport> fold(Record const& record,
                                      State& state,
                                      FoldVisitor& visitor,
                                      FoldOptions const& options);

// The state at a point, from the nearest snapshot that proves itself.
[[nodiscard]] Result<std::unique_ptr<State>> state_at(Record const& record, Point point);

}  // namespace tally
