#include "projections/state.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <variant>

namespace tally {

// Each projection first says what the entry does to the ledger (from its own state before the
// entry), then changes itself; the ledger applies the effects last. A body that is none of a
// projection's business is ignored by it.
void State::apply(Entry const& entry) {
    TALLY_CHECK(entry.sequence == position_.next);
    TALLY_CHECK(entry.time >= position_.time);
    undo_.save(position_) = Position{entry.sequence.next(), entry.time};
    effects_.clear();
    std::visit(
        [&](auto const& body) {
            limits_.apply(body, entry, {ledger_, markets_, access_});
            access_.apply(body, entry);
            assets_.apply(body, entry);
            ledger_.apply(body, entry, effects_);
            markets_.apply(body, entry, assets_, ledger_, effects_);
            escrows_.apply(body, entry, ledger_, effects_);
            chains_.apply(body, entry, ledger_, effects_);
            reconciliations_.apply(body, entry);
        },
        entry.body);
    ledger_.apply(effects_);
}

Timestamp State::next_due() const {
    return std::min({ledger_.next_due(), markets_.next_due(), access_.next_due()});
}

void State::open_scope(std::size_t commands) {
    assets_.reserve(commands);
    ledger_.reserve(commands);
    markets_.reserve(commands);
    escrows_.reserve(commands);
    chains_.reserve(commands);
    access_.reserve(commands);
    limits_.reserve(commands);
    reconciliations_.reserve(commands);
    undo_.open_scope();
}

std::uint16_t State::version_of(ProjectionKind kind) {
    switch (kind) {
        case ProjectionKind::assets:
            return Assets::version;
        case ProjectionKind::ledger:
            return Ledger::version;
        case ProjectionKind::markets:
            return Markets::version;
        case ProjectionKind::escrows:
            return Escrows::version;
        case ProjectionKind::chains:
            return Chains::version;
        case ProjectionKind::access:
            return Access::version;
        case ProjectionKind::limits:
            return Limits::version;
        case ProjectionKind::reconciliations:
            return Reconciliations::version;
    }
    return 0;
}

void State::save(ProjectionKind kind, ByteSink& sink) const {
    Saver saver{sink};
    switch (kind) {
        case ProjectionKind::assets:
            return assets_.save(saver);
        case ProjectionKind::ledger:
            return ledger_.save(saver);
        case ProjectionKind::markets:
            return markets_.save(saver);
        case ProjectionKind::escrows:
            return escrows_.save(saver);
        case ProjectionKind::chains:
            return chains_.save(saver);
        case ProjectionKind::access:
            return access_.save(saver);
        case ProjectionKind::limits:
            return limits_.save(saver);
        case ProjectionKind::reconciliations:
            return reconciliations_.save(saver);
    }
}

// Slices are of what never goes away: what is only open for a while has no place of its own.
std::uint32_t State::slices_of(ProjectionKind kind) const {
    switch (kind) {
        case ProjectionKind::ledger:
            return ledger_.slices();
        case ProjectionKind::escrows:
            return escrows_.slices();
        case ProjectionKind::chains:
            return chains_.slices();
        case ProjectionKind::assets:
        case ProjectionKind::markets:
        case ProjectionKind::access:
        case ProjectionKind::limits:
        case ProjectionKind::reconciliations:
            break;
    }
    return 1;
}

void State::save_slice(ProjectionKind kind, std::uint32_t slice, ByteSink& sink) const {
    Saver saver{sink};
    switch (kind) {
        case ProjectionKind::ledger:
            return ledger_.save_slice(saver, slice);
        case ProjectionKind::escrows:
            return escrows_.save_slice(saver, slice);
        case ProjectionKind::chains:
            return chains_.save_slice(saver, slice);
        case ProjectionKind::assets:
        case ProjectionKind::markets:
        case ProjectionKind::access:
        case ProjectionKind::limits:
        case ProjectionKind::reconciliations:
            return;
    }
}

bool State::load(ProjectionKind kind, ByteSource& source) {
    Loader loader{source};
    switch (kind) {
        case ProjectionKind::assets:
            return assets_.load(loader);
        case ProjectionKind::ledger:
            return ledger_.load(loader);
        case ProjectionKind::markets:
            return markets_.load(loader);
        case ProjectionKind::escrows:
            return escrows_.load(loader);
        case ProjectionKind::chains:
            return chains_.load(loader);
        case ProjectionKind::access:
            return access_.load(loader);
        case ProjectionKind::limits:
            return limits_.load(loader);
        case ProjectionKind::reconciliations:
            return reconciliations_.load(loader);
    }
    return false;
}

}  // namespace tally
