#pragma once

#include "journal/entry.h"
#include "projections/access/access.h"
#include "projections/assets/assets.h"
#include "projections/chains/chains.h"
#include "projections/effects.h"
#include "projections/escrows/escrows.h"
#include "projections/ledger/ledger.h"
#include "projections/limits/limits.h"
#include "projections/markets/markets.h"
#include "projections/reconciliations/reconciliations.h"
#include "projections/undo_log.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tally {

// Everything that follows from a record: the fold of its entries from 0 up to next_sequence().
//
// The engine decides against this class and an auditor replays into it; there is no other copy of
// the truth. One thread owns a State. It knows no clock, disk or thread.
class State {
public:
    State() = default;
    State(State const&) = delete;
    State& operator=(State const&) = delete;

    // Folds the next entry. Total: it judges nothing. An entry that cannot follow from a record
    // that was decided by this engine means corruption, and stops the process.
    void apply(Entry const& entry);

    // The sequence that the next entry must have; how many entries were folded.
    [[nodiscard]] Sequence next_sequence() const { return position_.next; }

    // The time of the last entry folded; zero before the first.
    [[nodiscard]] Timestamp last_time() const { return position_.time; }

    // The earliest moment at which something expires by itself, or `never`.
    [[nodiscard]] Timestamp next_due() const;

    // What the last entry did to the ledger, for statements, exports and checks.
    [[nodiscard]] Effects const& last_effects() const { return effects_; }

    [[nodiscard]] Assets const& assets() const { return assets_; }

    [[nodiscard]] Ledger const& ledger() const { return ledger_; }

    [[nodiscard]] Markets const& markets() const { return markets_; }

    [[nodiscard]] Escrows const& escrows() const { return escrows_; }

    [[nodiscard]] Chains const& chains() const { return chains_; }

    [[nodiscard]] Access const& access() const { return access_; }

    [[nodiscard]] Limits const& limits() const { return limits_; }

    [[nodiscard]] Reconciliations const& reconciliations() const { return reconciliations_; }

    // A linked chain: apply inside a scope, then keep all of it or none.
    void open_scope(std::size_t commands);

    void commit_scope() { undo_.commit(); }

    void roll_back_scope() { undo_.roll_back(); }

    // Snapshots. The saved form of each projection is also what its digest is taken of. `load`
    // works on a fresh State and returns false if the bytes are not what this build saves; the
    // State is then unusable and is to be rebuilt from the record.
    static constexpr std::array<ProjectionKind, 8> kinds{ProjectionKind::assets,
                                                         ProjectionKind::ledger,
                                                         ProjectionKind::markets,
                                                         ProjectionKind::escrows,
                                                         ProjectionKind::chains,
                                                         ProjectionKind::access,
                                                         ProjectionKind::limits,
                                                         ProjectionKind::reconciliations};
    [[nodiscard]] static std::uint16_t version_of(ProjectionKind kind);

    // False: the projection never had anything to do, and its digest is left out of the record. So
    // a record that does without a newer projection stays as it was before there was one.
    [[nodiscard]] bool has_digest(ProjectionKind kind) const {
        return kind != ProjectionKind::reconciliations || !reconciliations_.untouched();
    }

    // A projection that may be too large to be gone through at once has several slices, each small,
    // and together all of it, of which digests are taken. Nothing is behind the last one, and
    // nothing is saved of a projection that has only one: save all of it.
    [[nodiscard]] std::uint32_t slices_of(ProjectionKind kind) const;
    void save_slice(ProjectionKind kind, std::uint32_t slice, ByteSink& sink) const;

    void save(ProjectionKind kind, ByteSink& sink) const;
    [[nodiscard]] bool load(ProjectionKind kind, ByteSource& source);

    // For load: the position to which the loaded projections belong.
    void restore_position(Sequence next, Timestamp time) { position_ = {next, time}; }

private:
    struct Position {
        Sequence next;
        Timestamp time;
    };

    UndoLog undo_;
    Position position_;
    Effects effects_;
    Assets assets_{undo_};
    Ledger ledger_{undo_};
    Markets markets_{undo_};
    Escrows escrows_{undo_};
    Chains chains_{undo_};
    Access access_{undo_};
    Limits limits_{undo_};
    Reconciliations reconciliations_{undo_};
};

}  // namespace tally
