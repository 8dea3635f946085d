#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "projections/reconciliations/reconciliations.h"
#include "projections/undo_log.h"
#include "replay/record.h"

#include <cstdint>
#include <map>
#include <vector>

namespace tally::reconcile {

// What a record says of one run's result for one account, from its first entry to its last: closed
// ones too, which the State does not keep.
struct RunStory {
    Reconciliation run;  // as it is, or was when it was closed

    struct Found {
        ReconciliationBreak found;
        DecidedBreak decided;
    };

    std::vector<Found> breaks;     // likewise
    std::vector<BreakId> cleared;  // of the account's run before this one, gone in this one
    std::vector<Entry> entries;    // accepted commands about it, in order
};

// All runs of a record, gathered while somebody reads all of it, by the same projection that the
// engine decides by.
class Stories {
public:
    Stories() = default;
    Stories(Stories const&) = delete;
    Stories& operator=(Stories const&) = delete;

    // Every entry, in order.
    void see(Entry const& entry);

    // In order of account and run. The open ones are brought up to date by it.
    [[nodiscard]] std::map<ReconciliationKey, RunStory> const& all();

    // The run that was recorded last for the account, or null.
    [[nodiscard]] RunStory const* newest(AccountId account);

private:
    template <class Command>
    void take(Command const& command, Entry const& entry);
    void begin(RecordReconciliation const& command);
    void update(ReconciliationKey const& key, RunStory& story) const;

    UndoLog undo_;
    Reconciliations kept_{undo_};
    std::map<ReconciliationKey, RunStory> stories_;
    std::map<AccountId, ReconciliationKey> newest_;
};

// The stories of a record's first `size` entries; reads all of them.
[[nodiscard]] Result<void> read_stories(Record const& record, std::uint64_t size, Stories& into);

}  // namespace tally::reconcile
