#pragma once

#include "journal/entry.h"
#include "journal/tree/frontier.h"
#include "journal/tree/proof.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/point.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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
    bool verify = false;    // also prove every block's place in the tree; begins at the first entry
    bool digests = false;   // also compare every ProjectionDigest entry with the state
    SubtreeSink* subtrees = nullptr;  // with `verify`: told of the complete subtrees; may be null
    // Told now and then how many entries of how many are folded; for a progress bar.
    std::function<void(std::uint64_t, std::uint64_t)> progress;
};

// The state that a fold came to, and what is to be said about the way there.
struct Folded {
    std::unique_ptr<State> state;     // after the last entry folded; never null
    std::uint64_t snapshot_size = 0;  // where the fold began
    std::uint64_t applied = 0;        // entries folded on top of that
    std::uint64_t digests = 0;        // ProjectionDigest entries that were compared
    std::optional<TreeHead> proven;   // with `verify`: the tree of all entries folded, as computed
    std::vector<std::string> notes;   // snapshots that could not be trusted, and why
};

// Folds a record from its first entry, or from the newest snapshot that serves, up to a point.
// Reading, decoding and leaf hashing run ahead on a second thread. Damage is a failure of kind
// `integrity` that names the place.
[[nodiscard]] Result<Folded> fold(Record const& record,
                                  FoldOptions const& options,
                                  FoldVisitor& visitor);

// The state at a point, from the nearest snapshot that proves itself.
[[nodiscard]] Result<Folded> state_at(Record const& record, Point point);

}  // namespace tally
