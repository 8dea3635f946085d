#include "engine/ledger/transfer_rules.h"

namespace tally {

namespace {

constexpr std::uint16_t not_single_phase =
    transfer_flag::pending | transfer_flag::post_pending_transfer |
    transfer_flag::void_pending_transfer | transfer_flag::balancing_debit |
    transfer_flag::balancing_credit | transfer_flag::closing_debit | transfer_flag::closing_credit;

}  // namespace

Outcome check_reversal(Past const& past, CreateTransfer const& command) {
    if (command.reverses == TransferId{}) return Outcome::ok;
    if (has_flag(command, not_single_phase)) return Outcome::reversal_must_be_single_phase;
    auto const original = past.transfer(command.reverses);
    if (!original || original->outcome != Outcome::ok) return Outcome::reversed_transfer_not_found;
    if (has_flag(*original, transfer_flag::pending | transfer_flag::void_pending_transfer))
        return Outcome::reversed_transfer_not_posted;
    if (command.debit != original->credit || command.credit != original->debit)
        return Outcome::reversal_must_swap_accounts;
    if (command.asset != original->asset) return Outcome::reversal_has_different_asset;
    if (command.requested > original->amount) return Outcome::exceeds_reversed_transfer_amount;
    return Outcome::ok;
}

}  // namespace tally
