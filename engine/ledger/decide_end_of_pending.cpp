#include "engine/ledger/imported.h"
#include "engine/ledger/transfer_rules.h"
#include "journal/vocabulary/check.h"
#include "journal/vocabulary/limits.h"

namespace tally {

namespace {

bool posts(CreateTransfer const& command) {
    return has_flag(command, transfer_flag::post_pending_transfer);
}

Outcome check_shape(CreateTransfer const& command) {
    bool const both = posts(command) && has_flag(command, transfer_flag::void_pending_transfer);
    constexpr std::uint16_t only_for_movements =
        transfer_flag::pending | transfer_flag::balancing_debit | transfer_flag::balancing_credit |
        transfer_flag::closing_debit | transfer_flag::closing_credit;
    if (both || has_flag(command, only_for_movements)) return Outcome::flags_are_mutually_exclusive;
    if (command.pending_id == TransferId{}) return Outcome::pending_id_must_not_be_zero;
    if (command.pending_id.value == uint128_max) return Outcome::pending_id_must_not_be_int_max;
    if (command.pending_id == command.id) return Outcome::pending_id_must_be_different;
    if (command.timeout != 0) return Outcome::timeout_reserved_for_pending_transfer;
    if (command.metadata.size() > limits::metadata_bytes) return Outcome::metadata_too_long;
    return Outcome::ok;
}

template <class T>
bool differs(T const& asked, T const& has) {
    return asked != T{} && asked != has;
}

Outcome check_against(CreateTransfer const& pending, CreateTransfer const& command) {
    if (differs(command.debit, pending.debit))
        return Outcome::pending_transfer_has_different_debit_account_id;
    if (differs(command.credit, pending.credit))
        return Outcome::pending_transfer_has_different_credit_account_id;
    if (differs(command.asset, pending.asset)) return Outcome::pending_transfer_has_different_asset;
    if (differs(command.code, pending.code)) return Outcome::pending_transfer_has_different_code;
    return Outcome::ok;
}

Amount asked_amount(CreateTransfer const& pending, CreateTransfer const& command) {
    Amount const asks_for_all = posts(command) ? amount_max : Amount{};
    return command.requested == asks_for_all ? pending.amount : command.requested;
}

Outcome check_amount(CreateTransfer const& pending, CreateTransfer const& command, Amount amount) {
    if (amount > pending.amount) return Outcome::exceeds_pending_transfer_amount;
    if (!posts(command) && amount < pending.amount)
        return Outcome::pending_transfer_has_different_amount;
    return Outcome::ok;
}

Outcome check_still_pending(DecideContext const& context, CreateTransfer const& command) {
    auto const* open = context.state.ledger().pending(command.pending_id);
    if (open != nullptr)
        return open->due <= context.now ? Outcome::pending_transfer_expired : Outcome::ok;
    auto const end = context.past.end_of(command.pending_id);
    TALLY_CHECK(end.has_value());
    switch (*end) {
        case PendingEnd::posted:
            return Outcome::pending_transfer_already_posted;
        case PendingEnd::voided:
            return Outcome::pending_transfer_already_voided;
        case PendingEnd::expired:
            return Outcome::pending_transfer_expired;
    }
    return Outcome::pending_transfer_expired;
}

Outcome check_imported(Ledger const& ledger, CreateTransfer const& command) {
    if (!has_flag(command, transfer_flag::imported)) return Outcome::ok;
    bool const regresses = command.timestamp <= ledger.last_transfer_time() ||
                           ledger.has_account_created_at(command.timestamp);
    return regresses ? Outcome::imported_event_timestamp_must_not_regress : Outcome::ok;
}

// A closed account may still be released from what was reserved before, but not be moved on.
Outcome check_open(Ledger const& ledger, CreateTransfer const& command) {
    if (!posts(command)) return Outcome::ok;
    PendingTransfer const& pending = *ledger.pending(command.pending_id);
    if (ledger.account(pending.debit).closed()) return Outcome::debit_account_already_closed;
    if (ledger.account(pending.credit).closed()) return Outcome::credit_account_already_closed;
    return Outcome::ok;
}

void inherit(CreateTransfer const& pending, Amount amount, CreateTransfer& command) {
    command.debit = pending.debit;
    command.credit = pending.credit;
    command.asset = pending.asset;
    command.code = pending.code;
    command.amount = amount;
    if (command.user_data_128 == 0) command.user_data_128 = pending.user_data_128;
    if (command.user_data_64 == 0) command.user_data_64 = pending.user_data_64;
    if (command.user_data_32 == 0) command.user_data_32 = pending.user_data_32;
}

}  // namespace

Outcome decide_end_of_pending(DecideContext const& context, CreateTransfer& command) {
    Ledger const& ledger = context.state.ledger();
    if (auto const shape = check_shape(command); shape != Outcome::ok) return shape;
    auto const pending = context.past.transfer(command.pending_id);
    if (!pending || pending->outcome != Outcome::ok) return Outcome::pending_transfer_not_found;
    if (!has_flag(*pending, transfer_flag::pending)) return Outcome::pending_transfer_not_pending;
    if (auto const same = check_against(*pending, command); same != Outcome::ok) return same;
    Amount const amount = asked_amount(*pending, command);
    if (auto const fits = check_amount(*pending, command, amount); fits != Outcome::ok) return fits;
    if (auto const still = check_still_pending(context, command); still != Outcome::ok)
        return still;
    if (auto const time = check_imported(ledger, command); time != Outcome::ok) return time;
    if (auto const open = check_open(ledger, command); open != Outcome::ok) return open;
    inherit(*pending, amount, command);
    return Outcome::ok;
}

}  // namespace tally
