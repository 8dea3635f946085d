#include "tests/engine/ledger/naive_ledger.h"

#include <algorithm>
#include <set>

namespace tally::testing {

namespace {

using enum Outcome;
namespace tf = transfer_flag;
namespace af = account_flag;

struct Rule {
    bool broken;
    Outcome outcome;
};

Outcome first_broken(std::initializer_list<Rule> rules) {
    for (auto const& rule : rules)
        if (rule.broken) return rule.outcome;
    return ok;
}

bool any(unsigned flags, unsigned wanted) {
    return (flags & wanted) != 0;
}

// True if the sum goes past 128 bits.
bool too_much(uint128 a, uint128 b, uint128 c = 0) {
    return a > uint128_max - b || a + b > uint128_max - c;
}

uint128 minus(uint128 from, uint128 a, uint128 b) {
    return too_much(a, b) || from < a + b ? 0 : from - a - b;
}

// The rules that stand before all others; `extra` are the flags that a kind of event knows.
template <class Command>
Outcome check_envelope(Command const& command, bool imported, unsigned known, Timestamp now) {
    auto const time = command.timestamp.ns;
    return first_broken({{!imported && time != 0, timestamp_must_be_zero},
                         {imported && (time == 0 || time >= std::uint64_t{1} << 63U),
                          imported_event_timestamp_out_of_range},
                         {imported && time >= now.ns, imported_event_timestamp_must_not_advance},
                         {any(command.flags, ~known), reserved_flag},
                         {command.id.value == 0, id_must_not_be_zero},
                         {command.id.value == uint128_max, id_must_not_be_int_max}});
}

std::optional<bool> is_imported(Body const& body) {
    if (auto const* account = std::get_if<CreateAccount>(&body))
        return any(account->flags, af::imported);
    if (auto const* transfer = std::get_if<CreateTransfer>(&body))
        return any(transfer->flags, tf::imported);
    return std::nullopt;
}

}  // namespace

Outcome NaiveLedger::run(Body const& command, Timestamp now) {
    expire(now);
    auto const outcome = attempt(command, now);
    burn(command, outcome);
    return outcome;
}

std::vector<Outcome> NaiveLedger::run_chain(std::vector<Body> const& commands,
                                            bool open,
                                            Timestamp now) {
    expire(now);
    NaiveLedger const before = *this;
    bool const imported = is_imported(commands.front()).value_or(false);
    std::size_t at = 0;
    auto reason = ok;
    for (; at < commands.size(); ++at) {
        bool const cut = open && at + 1 == commands.size();
        bool const mixed = is_imported(commands[at]).value_or(imported) != imported;
        auto const mixed_how = imported ? imported_event_expected : imported_event_not_expected;
        reason = cut ? linked_event_chain_open : mixed ? mixed_how : attempt(commands[at], now);
        if (reason != ok) break;
    }
    if (reason == ok) return std::vector<Outcome>(commands.size(), ok);
    *this = before;
    burn(commands[at], reason);
    std::vector<Outcome> outcomes(commands.size(), linked_event_failed);
    outcomes[at] = reason;
    if (open) outcomes.back() = linked_event_chain_open;
    return outcomes;
}

void NaiveLedger::expire(Timestamp now) {
    for (auto& [id, row] : transfers)
        if (row.phase == Phase::pending && row.due <= now) release(row, Phase::expired);
}

Outcome NaiveLedger::attempt(Body const& command, Timestamp now) {
    if (auto const* account = std::get_if<CreateAccount>(&command))
        return create_account(*account, now);
    return create_transfer(std::get<CreateTransfer>(command), now);
}

void NaiveLedger::burn(Body const& command, Outcome outcome) {
    static std::set<Outcome> const transient{debit_account_not_found,
                                             credit_account_not_found,
                                             pending_transfer_not_found,
                                             debit_account_already_closed,
                                             credit_account_already_closed,
                                             exceeds_credits,
                                             exceeds_debits};
    auto const* transfer = std::get_if<CreateTransfer>(&command);
    if (transfer != nullptr && transient.count(outcome) != 0)
        transfers[transfer->id] = {*transfer, true, Phase::done, never};
}

Outcome NaiveLedger::create_account(CreateAccount const& command, Timestamp now) {
    bool const imported = any(command.flags, af::imported);
    auto const early = check_envelope(command, imported, 0b111'1110, now);
    if (early != ok) return early;
    if (accounts.count(command.id) != 0) return compare(command);
    constexpr unsigned limits =
        af::debits_must_not_exceed_credits | af::credits_must_not_exceed_debits;
    bool const wants_default = any(command.flags, af::default_for_owner);
    bool has_default = false;
    Timestamp last;
    for (auto const& [id, row] : accounts) {
        has_default |= any(row.asked.flags, af::default_for_owner) &&
                       row.asked.owner == command.owner && row.asked.asset == command.asset;
        last = std::max(last, row.created);
    }
    auto const given = [&](unsigned total) { return any(command.given_totals, total); };
    auto const outcome = first_broken(
        {{(command.flags & limits) == limits, flags_are_mutually_exclusive},
         {given(given_total::debits_pending), debits_pending_must_be_zero},
         {given(given_total::debits_posted), debits_posted_must_be_zero},
         {given(given_total::credits_pending), credits_pending_must_be_zero},
         {given(given_total::credits_posted), credits_posted_must_be_zero},
         {command.asset.value == 0, asset_must_not_be_zero},
         {command.asset.value > assets, asset_not_found},
         {command.code == 0, code_must_not_be_zero},
         {wants_default && command.owner.value == 0, owner_must_not_be_zero},
         {wants_default && has_default, owner_has_default_account},
         {imported && command.timestamp <= last, imported_event_timestamp_must_not_regress}});
    if (outcome != ok) return outcome;
    auto& row = accounts[command.id];
    row.asked = command;
    row.created = imported ? command.timestamp : now;
    row.closed = any(command.flags, af::closed);
    return ok;
}

Outcome NaiveLedger::compare(CreateAccount const& command) const {
    auto const& asked = accounts.at(command.id).asked;
    return first_broken(
        {{asked.flags != command.flags, exists_with_different_flags},
         {asked.user_data_128 != command.user_data_128, exists_with_different_user_data_128},
         {asked.user_data_64 != command.user_data_64, exists_with_different_user_data_64},
         {asked.user_data_32 != command.user_data_32, exists_with_different_user_data_32},
         {asked.asset != command.asset, exists_with_different_asset},
         {asked.code != command.code, exists_with_different_code},
         {asked.owner != command.owner, exists_with_different_owner},
         {true, exists}});
}

Outcome NaiveLedger::create_transfer(CreateTransfer const& command, Timestamp now) {
    auto const early =
        check_envelope(command, any(command.flags, tf::imported), 0b1'1111'1110, now);
    if (early != ok) return early;
    auto const known = transfers.find(command.id);
    if (known != transfers.end()) return compare(command, known->second);
    bool const ends = any(command.flags, tf::post_pending_transfer | tf::void_pending_transfer);
    auto const outcome = ends ? end_pending(command, now) : move(command, now);
    if (outcome == ok) last_transfer_ = any(command.flags, tf::imported) ? command.timestamp : now;
    return outcome;
}

// What a post or void leaves open is the pending transfer's.
CreateTransfer NaiveLedger::filled(CreateTransfer command) const {
    auto const& pending = transfers.at(command.pending_id).filled;
    auto const inherit = [](auto& field, auto const& from) {
        if (field == std::decay_t<decltype(field)>{}) field = from;
    };
    inherit(command.debit, pending.debit);
    inherit(command.credit, pending.credit);
    inherit(command.asset, pending.asset);
    inherit(command.code, pending.code);
    inherit(command.user_data_128, pending.user_data_128);
    inherit(command.user_data_64, pending.user_data_64);
    inherit(command.user_data_32, pending.user_data_32);
    bool const posts = any(command.flags, tf::post_pending_transfer);
    auto const all = posts ? amount_max : Amount{};
    command.amount = command.requested == all ? pending.amount : command.requested;
    return command;
}

Outcome NaiveLedger::compare(CreateTransfer const& command, TransferRow const& known) const {
    auto const& has = known.filled;
    auto const early =
        first_broken({{known.burnt, id_already_failed},
                      {has.flags != command.flags, exists_with_different_flags},
                      {has.pending_id != command.pending_id, exists_with_different_pending_id},
                      {has.timeout != command.timeout, exists_with_different_timeout}});
    if (early != ok) return early;
    auto asks = command;
    asks.amount = command.requested;
    if (command.pending_id.value != 0) asks = filled(command);
    bool const balancing = any(command.flags, tf::balancing_debit | tf::balancing_credit);
    bool const covers = balancing ? asks.amount >= has.amount : asks.amount == has.amount;
    return first_broken(
        {{has.debit != asks.debit, exists_with_different_debit_account_id},
         {has.credit != asks.credit, exists_with_different_credit_account_id},
         {!covers, exists_with_different_amount},
         {has.user_data_128 != asks.user_data_128, exists_with_different_user_data_128},
         {has.user_data_64 != asks.user_data_64, exists_with_different_user_data_64},
         {has.user_data_32 != asks.user_data_32, exists_with_different_user_data_32},
         {has.asset != asks.asset, exists_with_different_asset},
         {has.code != asks.code, exists_with_different_code},
         {has.metadata != asks.metadata, exists_with_different_metadata},
         {true, exists}});
}

Outcome NaiveLedger::check_import(CreateTransfer const& command) const {
    if (!any(command.flags, tf::imported)) return ok;
    bool shared = command.timestamp <= last_transfer_;
    for (auto const& [id, row] : accounts)
        shared |= row.created == command.timestamp;
    return shared ? imported_event_timestamp_must_not_regress : ok;
}

Outcome NaiveLedger::check_form(CreateTransfer const& command) const {
    bool const pending = any(command.flags, tf::pending);
    return first_broken(
        {{command.debit.value == 0, debit_account_id_must_not_be_zero},
         {command.debit.value == uint128_max, debit_account_id_must_not_be_int_max},
         {command.credit.value == 0, credit_account_id_must_not_be_zero},
         {command.credit.value == uint128_max, credit_account_id_must_not_be_int_max},
         {command.debit == command.credit, accounts_must_be_different},
         {command.pending_id.value != 0, pending_id_must_be_zero},
         {!pending && command.timeout != 0, timeout_reserved_for_pending_transfer},
         {!pending && any(command.flags, tf::closing_debit | tf::closing_credit),
          closing_transfer_must_be_pending},
         {command.asset.value == 0, asset_must_not_be_zero},
         {command.code == 0, code_must_not_be_zero},
         {command.metadata.size() > 1024, metadata_too_long},
         {accounts.count(command.debit) == 0, debit_account_not_found},
         {accounts.count(command.credit) == 0, credit_account_not_found}});
}

Outcome NaiveLedger::move(CreateTransfer command, Timestamp now) {
    auto early = check_form(command);
    if (early != ok) return early;
    bool const pending = any(command.flags, tf::pending);
    auto& from = accounts[command.debit];
    auto& to = accounts[command.credit];
    bool const imported = any(command.flags, tf::imported);
    early = first_broken(
        {{from.asked.asset != to.asked.asset, accounts_must_have_the_same_asset},
         {from.asked.asset != command.asset, transfer_must_have_the_same_asset_as_accounts},
         {check_import(command) != ok, check_import(command)},
         {imported && command.timestamp <= from.created,
          imported_event_timestamp_must_postdate_debit_account},
         {imported && command.timestamp <= to.created,
          imported_event_timestamp_must_postdate_credit_account},
         {imported && command.timeout != 0, imported_event_timeout_must_be_zero},
         {from.closed, debit_account_already_closed},
         {to.closed, credit_account_already_closed}});
    if (early != ok) return early;
    auto units = command.requested.units();
    if (any(command.flags, tf::balancing_debit))
        units =
            std::min(units, minus(from.credits_posted, from.debits_posted, from.debits_pending));
    if (any(command.flags, tf::balancing_credit))
        units = std::min(units, minus(to.debits_posted, to.credits_posted, to.credits_pending));
    command.amount = Amount{units};
    if (auto const outcome = check_balances(command, now); outcome != ok) return outcome;
    (pending ? from.debits_pending : from.debits_posted) += units;
    (pending ? to.credits_pending : to.credits_posted) += units;
    from.closed = any(command.flags, tf::closing_debit);
    to.closed = any(command.flags, tf::closing_credit);
    auto const due = Timestamp{now.ns + std::uint64_t{command.timeout} * ns_per_second};
    transfers[command.id] = {
        command, false, pending ? Phase::pending : Phase::done, command.timeout == 0 ? never : due};
    return ok;
}

Outcome NaiveLedger::check_balances(CreateTransfer const& command, Timestamp now) const {
    bool const pending = any(command.flags, tf::pending);
    auto const& from = accounts.at(command.debit);
    auto const& to = accounts.at(command.credit);
    auto const units = command.amount.units();
    auto const overflow =
        first_broken({{pending && too_much(from.debits_pending, units), overflows_debits_pending},
                      {pending && too_much(to.credits_pending, units), overflows_credits_pending},
                      {too_much(from.debits_posted, units), overflows_debits_posted},
                      {too_much(to.credits_posted, units), overflows_credits_posted},
                      {too_much(from.debits_pending, from.debits_posted, units), overflows_debits},
                      {too_much(to.credits_pending, to.credits_posted, units), overflows_credits},
                      {now.ns + uint128{command.timeout} * ns_per_second >= uint128{1} << 63U &&
                           command.timeout != 0,
                       overflows_timeout}});
    if (overflow != ok) return overflow;
    return first_broken(
        {{any(from.asked.flags, af::debits_must_not_exceed_credits) &&
              from.debits_pending + from.debits_posted + units > from.credits_posted,
          exceeds_credits},
         {any(to.asked.flags, af::credits_must_not_exceed_debits) &&
              to.credits_pending + to.credits_posted + units > to.debits_posted,
          exceeds_debits}});
}

Outcome NaiveLedger::end_pending(CreateTransfer const& command, Timestamp) {
    bool const posts = any(command.flags, tf::post_pending_transfer);
    constexpr unsigned movement = tf::pending | tf::balancing_debit | tf::balancing_credit |
                                  tf::closing_debit | tf::closing_credit;
    auto const found = transfers.find(command.pending_id);
    auto const early = first_broken(
        {{(posts && any(command.flags, tf::void_pending_transfer)) || any(command.flags, movement),
          flags_are_mutually_exclusive},
         {command.pending_id.value == 0, pending_id_must_not_be_zero},
         {command.pending_id.value == uint128_max, pending_id_must_not_be_int_max},
         {command.pending_id == command.id, pending_id_must_be_different},
         {command.timeout != 0, timeout_reserved_for_pending_transfer},
         {command.metadata.size() > 1024, metadata_too_long},
         {found == transfers.end() || found->second.burnt, pending_transfer_not_found}});
    if (early != ok) return early;
    auto& pending = found->second;
    auto const& had = pending.filled;
    auto const asks = filled(command);
    if (!any(had.flags, tf::pending)) return pending_transfer_not_pending;
    bool const closed = accounts[had.debit].closed;
    auto const outcome =
        first_broken({{asks.debit != had.debit, pending_transfer_has_different_debit_account_id},
                      {asks.credit != had.credit, pending_transfer_has_different_credit_account_id},
                      {asks.asset != had.asset, pending_transfer_has_different_asset},
                      {asks.code != had.code, pending_transfer_has_different_code},
                      {asks.amount > had.amount, exceeds_pending_transfer_amount},
                      {!posts && asks.amount < had.amount, pending_transfer_has_different_amount},
                      {pending.phase == Phase::posted, pending_transfer_already_posted},
                      {pending.phase == Phase::voided, pending_transfer_already_voided},
                      {pending.phase == Phase::expired, pending_transfer_expired},
                      {check_import(command) != ok, check_import(command)},
                      {posts && closed, debit_account_already_closed},
                      {posts && accounts[had.credit].closed, credit_account_already_closed}});
    if (outcome != ok) return outcome;
    release(pending, posts ? Phase::posted : Phase::voided);
    if (posts) accounts[had.debit].debits_posted += asks.amount.units();
    if (posts) accounts[had.credit].credits_posted += asks.amount.units();
    transfers[command.id] = {asks, false, Phase::done, never};
    return ok;
}

void NaiveLedger::release(TransferRow& pending, Phase phase) {
    auto const& had = pending.filled;
    accounts[had.debit].debits_pending -= had.amount.units();
    accounts[had.credit].credits_pending -= had.amount.units();
    if (any(had.flags, tf::closing_debit)) accounts[had.debit].closed = false;
    if (any(had.flags, tf::closing_credit)) accounts[had.credit].closed = false;
    pending.phase = phase;
}

}  // namespace tally::testing
