#include "engine/ledger/decide.h"
#include "engine/ledger/imported.h"

namespace tally {

namespace {

constexpr std::uint16_t known_flags = account_flag::debits_must_not_exceed_credits |
                                      account_flag::credits_must_not_exceed_debits |
                                      account_flag::history | account_flag::imported |
                                      account_flag::closed | account_flag::default_for_owner;

bool has(CreateAccount const& command, std::uint16_t flags) {
    return (command.flags & flags) == flags;
}

Outcome check_envelope(DecideContext const& context, CreateAccount const& command) {
    auto const timestamp =
        check_given_timestamp(has(command, account_flag::imported), command.timestamp, context.now);
    if (timestamp != Outcome::ok) return timestamp;
    if ((command.flags & ~known_flags) != 0) return Outcome::reserved_flag;
    if (command.id.value == 0) return Outcome::id_must_not_be_zero;
    if (command.id.value == uint128_max) return Outcome::id_must_not_be_int_max;
    return Outcome::ok;
}

Outcome compare_with(Account const& known,
                     AccountNotes const& notes,
                     CreateAccount const& command) {
    if (known.flags_asked() != command.flags) return Outcome::exists_with_different_flags;
    if (notes.user_data_128 != command.user_data_128)
        return Outcome::exists_with_different_user_data_128;
    if (notes.user_data_64 != command.user_data_64)
        return Outcome::exists_with_different_user_data_64;
    if (notes.user_data_32 != command.user_data_32)
        return Outcome::exists_with_different_user_data_32;
    if (known.asset != command.asset) return Outcome::exists_with_different_asset;
    if (known.code != command.code) return Outcome::exists_with_different_code;
    if (known.owner != command.owner) return Outcome::exists_with_different_owner;
    return Outcome::exists;
}

Outcome check_given_totals(CreateAccount const& command) {
    auto const given = [&](std::uint8_t total) { return (command.given_totals & total) != 0; };
    if (given(given_total::debits_pending)) return Outcome::debits_pending_must_be_zero;
    if (given(given_total::debits_posted)) return Outcome::debits_posted_must_be_zero;
    if (given(given_total::credits_pending)) return Outcome::credits_pending_must_be_zero;
    if (given(given_total::credits_posted)) return Outcome::credits_posted_must_be_zero;
    return Outcome::ok;
}

Outcome check_owner(Ledger const& ledger, CreateAccount const& command) {
    if (!has(command, account_flag::default_for_owner)) return Outcome::ok;
    if (command.owner == OwnerId{}) return Outcome::owner_must_not_be_zero;
    if (ledger.has_default(command.owner, command.asset)) return Outcome::owner_has_default_account;
    return Outcome::ok;
}

Outcome decide_new(DecideContext const& context, CreateAccount const& command) {
    Ledger const& ledger = context.state.ledger();
    if (has(command,
            account_flag::debits_must_not_exceed_credits |
                account_flag::credits_must_not_exceed_debits))
        return Outcome::flags_are_mutually_exclusive;
    auto const totals = check_given_totals(command);
    if (totals != Outcome::ok) return totals;
    if (command.asset == AssetNumber{}) return Outcome::asset_must_not_be_zero;
    if (context.state.assets().find(command.asset) == nullptr) return Outcome::asset_not_found;
    if (command.code == 0) return Outcome::code_must_not_be_zero;
    auto const owner = check_owner(ledger, command);
    if (owner != Outcome::ok) return owner;
    if (ledger.account_count() >= Ledger::max_accounts) return Outcome::account_limit_reached;
    bool const regresses =
        has(command, account_flag::imported) && command.timestamp <= ledger.last_account_time();
    return regresses ? Outcome::imported_event_timestamp_must_not_regress : Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, CreateAccount& command, Consequences&) {
    auto const envelope = check_envelope(context, command);
    if (envelope != Outcome::ok) return envelope;
    Ledger const& ledger = context.state.ledger();
    auto const known = ledger.find(command.id);
    if (!known.is_none()) return compare_with(ledger.account(known), ledger.notes(known), command);
    return decide_new(context, command);
}

}  // namespace tally
