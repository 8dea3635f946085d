#pragma once

#include "projections/reconciliations/reconciliation.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>

namespace tally {

// The recorded reconciliations that are not closed, each account's newest one, and the breaks that
// these list. A closed run that is not the newest leaves only its name behind, so that nothing can
// be decided about it again; the rest of it is in the record. Rules: docs/sign_off.md.
class Reconciliations {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::size_t max_listed = 1'000;  // breaks of one run: what a leaf has room for
    static constexpr std::size_t max_open = 256;
    static constexpr std::size_t max_closed = 1'048'576;

    using Runs = std::map<ReconciliationKey, Reconciliation>;
    using Breaks = std::map<BreakKey, DecidedBreak>;

    explicit Reconciliations(UndoLog& undo) : undo_(undo) {}

    template <class Body>
    void apply(Body const&, Entry const&) {}

    void apply(RecordReconciliation const& body, Entry const& entry);
    void apply(CommentBreak const& body, Entry const& entry);
    void apply(WriteOffBreak const& body, Entry const& entry);
    void apply(CorrectBreak const& body, Entry const& entry);
    void apply(SignReconciliation const& body, Entry const& entry);

    // Null if it was never recorded, or is closed and not the account's newest.
    [[nodiscard]] Reconciliation const* find(ReconciliationKey const& key) const;

    [[nodiscard]] bool was_closed(ReconciliationKey const& key) const {
        return closed_.contains(key);
    }

    // Null unless a run that is kept lists it.
    [[nodiscard]] DecidedBreak const* find(BreakKey const& key) const;

    // Material breaks that nobody decided about; those that the record does not list count too.
    [[nodiscard]] std::uint32_t undecided(Reconciliation const& run) const;

    // In order of account and run; of account and break.
    [[nodiscard]] Runs const& runs() const { return runs_; }

    [[nodiscard]] Breaks const& breaks() const { return breaks_; }

    [[nodiscard]] std::size_t open_count() const { return open_count_; }

    [[nodiscard]] std::size_t closed_count() const { return closed_.size(); }

    // True if nothing was ever recorded: a record without reconciliations has no digest of them.
    [[nodiscard]] bool untouched() const { return runs_.empty() && closed_.empty(); }

    void reserve(std::size_t) {}

    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    template <class Map>
    void keep(Map& map, typename Map::key_type const& key);

    Reconciliation& mutate(ReconciliationKey const& key);
    DecidedBreak& mutate(BreakKey const& key);
    void settle(BreakKey const& key, BreakDecision decision, TransferId transfer, Entry const&);
    void close(ReconciliationKey const& key, ReconciliationStage stage, Entry const& entry);
    void drop(ReconciliationKey const& key);
    void list(AccountId account, ReconciliationBreak const& found, Entry const& entry);

    void save_runs(Saver& saver) const;
    void load_runs(Loader& loader);
    void load_breaks(Loader& loader);
    [[nodiscard]] bool fits_together() const;

    UndoLog& undo_;
    Runs runs_;
    Breaks breaks_;
    std::map<AccountId, Hash32> newest_;
    std::set<ReconciliationKey> closed_;
    std::size_t open_count_ = 0;
};

}  // namespace tally
