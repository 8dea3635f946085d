#include "engine/ledger/imported.h"
#include "engine/ledger/transfer_rules.h"
#include "journal/vocabulary/limits.h"

#include <algorithm>

namespace tally {

namespace {

Outcome check_account_ids(CreateTransfer const& command) {
    if (command.debit.value == 0) return Outcome::debit_account_id_must_not_be_zero;
    if (command.debit.value == uint128_max) return Outcome::debit_account_id_must_not_be_int_max;
    if (command.credit.value == 0) return Outcome::credit_account_id_must_not_be_zero;
    if (command.credit.value == uint128_max) return Outcome::credit_account_id_must_not_be_int_max;
    if (command.debit == command.credit) return Outcome::accounts_must_be_different;
    return Outcome::ok;
}

Outcome check_shape(CreateTransfer const& command) {
    if (command.pending_id != TransferId{}) return Outcome::pending_id_must_be_zero;
    if (!has_flag(command, transfer_flag::pending)) {
        if (command.timeout != 0) return Outcome::timeout_reserved_for_pending_transfer;
        if (has_flag(command, transfer_flag::closing_debit | transfer_flag::closing_credit))
            return Outcome::closing_transfer_must_be_pending;
    }
    if (command.asset == AssetNumber{}) return Outcome::asset_must_not_be_zero;
    if (command.code == 0) return Outcome::code_must_not_be_zero;
    if (command.metadata.size() > limits::metadata_bytes) return Outcome::metadata_too_long;
    return Outcome::ok;
}

struct Parties {
    Account const& debit;
    Account const& credit;
};

Outcome check_assets(Parties const& parties, CreateTransfer const& command) {
    if (parties.debit.asset != parties.credit.asset)
        return Outcome::accounts_must_have_the_same_asset;
    if (command.asset != parties.debit.asset)
        return Outcome::transfer_must_have_the_same_asset_as_accounts;
    return Outcome::ok;
}

Outcome check_imported(Ledger const& ledger,
                       Parties const& parties,
                       CreateTransfer const& command) {
    if (!has_flag(command, transfer_flag::imported)) return Outcome::ok;
    Timestamp const time = command.timestamp;
    if (time <= ledger.last_transfer_time() || ledger.has_account_created_at(time))
        return Outcome::imported_event_timestamp_must_not_regress;
    if (time <= parties.debit.created)
        return Outcome::imported_event_timestamp_must_postdate_debit_account;
    if (time <= parties.credit.created)
        return Outcome::imported_event_timestamp_must_postdate_credit_account;
    if (command.timeout != 0) return Outcome::imported_event_timeout_must_be_zero;
    return Outcome::ok;
}

Outcome check_open(Parties const& parties, CreateTransfer const& command) {
    if (parties.debit.closed()) return Outcome::debit_account_already_closed;
    if (parties.credit.closed()) return Outcome::credit_account_already_closed;
    bool const debit_busy =
        has_flag(command, transfer_flag::closing_debit) && !parties.debit.held.is_zero();
    bool const credit_busy =
        has_flag(command, transfer_flag::closing_credit) && !parties.credit.held.is_zero();
    return debit_busy || credit_busy ? Outcome::account_has_open_holds : Outcome::ok;
}

Amount less(Amount from, Amount what) {
    return from - std::min(from, what);
}

// What is asked for, capped at what keeps debits within credits (balancing_debit) or credits within
// debits (balancing_credit), whether the account enforces that or not.
Amount balanced(Parties const& parties, CreateTransfer const& command) {
    Amount amount = command.requested;
    if (has_flag(command, transfer_flag::balancing_debit))
        amount = std::min(amount, parties.debit.available());
    if (has_flag(command, transfer_flag::balancing_credit))
        amount = std::min(amount, less(parties.credit.debits_posted, parties.credit.all_credits()));
    return amount;
}

bool overflows(Amount total, Amount more) {
    return more > amount_max - total;
}

Outcome check_overflow(Parties const& parties, CreateTransfer const& command, Amount amount) {
    Account const& debit = parties.debit;
    Account const& credit = parties.credit;
    if (has_flag(command, transfer_flag::pending)) {
        if (overflows(debit.debits_pending, amount)) return Outcome::overflows_debits_pending;
        if (overflows(credit.credits_pending, amount)) return Outcome::overflows_credits_pending;
    }
    if (overflows(debit.debits_posted, amount)) return Outcome::overflows_debits_posted;
    if (overflows(credit.credits_posted, amount)) return Outcome::overflows_credits_posted;
    if (overflows(debit.all_debits(), amount)) return Outcome::overflows_debits;
    if (overflows(credit.all_credits(), amount)) return Outcome::overflows_credits;
    return Outcome::ok;
}

bool timeout_overflows(CreateTransfer const& command, Timestamp now) {
    if (command.timeout == 0) return false;
    std::uint64_t const timeout_ns = std::uint64_t{command.timeout} * ns_per_second;
    return now > latest_timestamp || timeout_ns > latest_timestamp.ns - now.ns;
}

Outcome check_limits(Parties const& parties, Amount amount) {
    Account const& debit = parties.debit;
    Account const& credit = parties.credit;
    if (debit.has(account_flag::debits_must_not_exceed_credits) &&
        debit.all_debits() + amount > debit.credits_posted)
        return Outcome::exceeds_credits;
    if (credit.has(account_flag::credits_must_not_exceed_debits) &&
        credit.all_credits() + amount > credit.debits_posted)
        return Outcome::exceeds_debits;
    return Outcome::ok;
}

Outcome decide_amount(DecideContext const& context,
                      Parties const& parties,
                      CreateTransfer& command) {
    Amount const amount = balanced(parties, command);
    auto const overflow = check_overflow(parties, command, amount);
    if (overflow != Outcome::ok) return overflow;
    if (timeout_overflows(command, context.now)) return Outcome::overflows_timeout;
    auto const limit = check_limits(parties, amount);
    if (limit == Outcome::ok) command.amount = amount;
    return limit;
}

}  // namespace

Outcome decide_movement(DecideContext const& context, CreateTransfer& command) {
    Ledger const& ledger = context.state.ledger();
    if (auto const ids = check_account_ids(command); ids != Outcome::ok) return ids;
    if (auto const shape = check_shape(command); shape != Outcome::ok) return shape;
    auto const debit = ledger.find(command.debit);
    if (debit.is_none()) return Outcome::debit_account_not_found;
    auto const credit = ledger.find(command.credit);
    if (credit.is_none()) return Outcome::credit_account_not_found;
    Parties const parties{ledger.account(debit), ledger.account(credit)};
    if (auto const asset = check_assets(parties, command); asset != Outcome::ok) return asset;
    if (auto const time = check_imported(ledger, parties, command); time != Outcome::ok)
        return time;
    if (auto const open = check_open(parties, command); open != Outcome::ok) return open;
    return decide_amount(context, parties, command);
}

}  // namespace tally
