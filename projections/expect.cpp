#include "projections/expect.h"

#include "projections/state.h"

#include <variant>

namespace tally {

// With millions of accounts each look-up waits for the memory twice: for the index's line, then for
// the account that it names.
void expect(State const& state, std::span<Entry const> entries) {
    auto const& ledger = state.ledger();
    for (auto const& entry : entries) {
        auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
        if (transfer == nullptr) continue;
        ledger.prefetch(transfer->debit);
        ledger.prefetch(transfer->credit);
    }
    for (auto const& entry : entries) {
        auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
        if (transfer == nullptr) continue;
        ledger.prefetch_account(transfer->debit);
        ledger.prefetch_account(transfer->credit);
    }
}

}  // namespace tally
