#include "engine/ledger/decide.h"
#include "engine/ledger/imported.h"
#include "engine/ledger/transfer_rules.h"
#include "journal/vocabulary/limits.h"

namespace tally {

namespace {

constexpr std::uint16_t known_flags =
    transfer_flag::pending | transfer_flag::post_pending_transfer |
    transfer_flag::void_pending_transfer | transfer_flag::balancing_debit |
    transfer_flag::balancing_credit | transfer_flag::closing_debit | transfer_flag::closing_credit |
    transfer_flag::imported;

Outcome check_envelope(DecideContext const& context, CreateTransfer const& command) {
    auto const timestamp = check_given_timestamp(
        has_flag(command, transfer_flag::imported), command.timestamp, context.now);
    if (timestamp != Outcome::ok) return timestamp;
    if ((command.flags & ~known_flags) != 0) return Outcome::reserved_flag;
    if (command.id.value == 0) return Outcome::id_must_not_be_zero;
    if (command.id.value == uint128_max) return Outcome::id_must_not_be_int_max;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, CreateTransfer& command, Consequences&) {
    command.amount = Amount{};
    // With millions of accounts both are far away: fetch them at the same time as the id's history.
    context.state.ledger().prefetch(command.debit);
    context.state.ledger().prefetch(command.credit);
    auto const envelope = check_envelope(context, command);
    if (envelope != Outcome::ok) return envelope;
    if (auto const known = context.past.transfer(command.id))
        return compare_with_past(context.past, *known, command);
    if (command.effective_date > limits::last_date) return Outcome::effective_date_out_of_range;
    auto const reversal = check_reversal(context.past, command);
    if (reversal != Outcome::ok) return reversal;
    return ends_pending(command) ? decide_end_of_pending(context, command)
                                 : decide_movement(context, command);
}

}  // namespace tally
