#include "engine/ledger/transfer_rules.h"
#include "journal/vocabulary/check.h"

namespace tally {

namespace {

// A post or void may have left fields zero: then it asked for what the pending transfer had, and
// that is what the first one got.
template <class T>
bool same_or_inherited(T const& asked, T const& got, T const& inherited) {
    return asked == T{} ? got == inherited : got == asked;
}

Outcome compare_user_data(CreateTransfer const& known,
                          CreateTransfer const& command,
                          CreateTransfer const& inherited) {
    if (!same_or_inherited(command.user_data_128, known.user_data_128, inherited.user_data_128))
        return Outcome::exists_with_different_user_data_128;
    if (!same_or_inherited(command.user_data_64, known.user_data_64, inherited.user_data_64))
        return Outcome::exists_with_different_user_data_64;
    if (!same_or_inherited(command.user_data_32, known.user_data_32, inherited.user_data_32))
        return Outcome::exists_with_different_user_data_32;
    return Outcome::ok;
}

// Balancing moved at most what was asked for; a retry may ask for any amount that covers it.
bool same_amount(CreateTransfer const& known, CreateTransfer const& command) {
    if (has_flag(command, transfer_flag::balancing_debit | transfer_flag::balancing_credit))
        return command.requested >= known.amount;
    return command.requested == known.amount;
}

bool same_ended_amount(CreateTransfer const& known,
                       CreateTransfer const& command,
                       CreateTransfer const& pending) {
    bool const posts = has_flag(command, transfer_flag::post_pending_transfer);
    Amount const asks_for_all = posts ? amount_max : Amount{};
    return known.amount == (command.requested == asks_for_all ? pending.amount : command.requested);
}

Outcome compare_movement(CreateTransfer const& known, CreateTransfer const& command) {
    if (known.debit != command.debit) return Outcome::exists_with_different_debit_account_id;
    if (known.credit != command.credit) return Outcome::exists_with_different_credit_account_id;
    if (!same_amount(known, command)) return Outcome::exists_with_different_amount;
    auto const user_data = compare_user_data(known, command, CreateTransfer{});
    if (user_data != Outcome::ok) return user_data;
    if (known.asset != command.asset) return Outcome::exists_with_different_asset;
    if (known.code != command.code) return Outcome::exists_with_different_code;
    return Outcome::ok;
}

Outcome compare_end_of_pending(CreateTransfer const& known,
                               CreateTransfer const& command,
                               CreateTransfer const& pending) {
    if (!same_or_inherited(command.debit, known.debit, pending.debit))
        return Outcome::exists_with_different_debit_account_id;
    if (!same_or_inherited(command.credit, known.credit, pending.credit))
        return Outcome::exists_with_different_credit_account_id;
    if (!same_ended_amount(known, command, pending)) return Outcome::exists_with_different_amount;
    auto const user_data = compare_user_data(known, command, pending);
    if (user_data != Outcome::ok) return user_data;
    if (!same_or_inherited(command.asset, known.asset, pending.asset))
        return Outcome::exists_with_different_asset;
    if (!same_or_inherited(command.code, known.code, pending.code))
        return Outcome::exists_with_different_code;
    return Outcome::ok;
}

}  // namespace

Outcome compare_with_past(Past const& past,
                          CreateTransfer const& known,
                          CreateTransfer const& command) {
    if (known.outcome != Outcome::ok) return Outcome::id_already_failed;
    if (known.flags != command.flags) return Outcome::exists_with_different_flags;
    if (known.pending_id != command.pending_id) return Outcome::exists_with_different_pending_id;
    if (known.timeout != command.timeout) return Outcome::exists_with_different_timeout;
    auto difference = Outcome::ok;
    if (ends_pending(command)) {
        auto const pending = past.transfer(known.pending_id);
        TALLY_CHECK(pending.has_value());
        difference = compare_end_of_pending(known, command, *pending);
    } else {
        difference = compare_movement(known, command);
    }
    if (difference != Outcome::ok) return difference;
    if (known.effective_date != command.effective_date)
        return Outcome::exists_with_different_effective_date;
    if (known.reverses != command.reverses) return Outcome::exists_with_different_reverses;
    if (known.metadata != command.metadata) return Outcome::exists_with_different_metadata;
    return Outcome::exists;
}

}  // namespace tally
