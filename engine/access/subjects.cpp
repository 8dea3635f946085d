#include "engine/access/subjects.h"

#include <variant>

namespace tally {

namespace {

constexpr RoleSet trading = role_set(Role::trader);
constexpr RoleSet moving = role_set(Role::transfer_agent);
constexpr RoleSet settling = role_set(Role::settlement);
constexpr RoleSet operating = role_set(Role::operations);
constexpr RoleSet governing = role_set(Role::admin);

AssetNumber asset_of(DecideContext const& context, AccountId id) {
    auto const handle = context.state.ledger().find(id);
    return handle.is_none() ? AssetNumber{} : context.state.ledger().account(handle).asset;
}

Subjects in_market(DecideContext const& context, OwnerId owner, MarketNumber number) {
    Subjects subjects{trading, owner, {}, number, {}, {}};
    if (auto const* market = context.state.markets().find(number)) {
        subjects.asset = market->base;
        subjects.other_asset = market->quote;
    }
    return subjects;
}

Subjects of_order(DecideContext const& context, OrderId id) {
    auto const& markets = context.state.markets();
    if (auto const handle = markets.find_order(id); handle != no_order)
        return in_market(context, markets.owner_of(handle), markets.order(handle).market);
    auto const past = context.past.order(id);
    return past ? in_market(context, past->owner, past->market) : Subjects{.roles = trading};
}

Subjects of_escrow(DecideContext const& context, EscrowId id) {
    auto const* escrow = context.state.escrows().find(id);
    if (escrow == nullptr) return {.roles = settling};
    return {settling, escrow->buyer, escrow->seller, {}, escrow->asset, {}};
}

// What is not said otherwise below, is the business of whoever runs the place.
template <class Command>
Subjects of(DecideContext const&, Command const&) {
    return {.roles = operating};
}

Subjects of(DecideContext const&, CreateAccount const& command) {
    return {static_cast<RoleSet>(moving | operating), command.owner, {}, {}, command.asset, {}};
}

Subjects of(DecideContext const& context, CreateTransfer const& command) {
    auto const debit = debit_of(context, command);
    // What closes the account of another is for no key of one owner.
    bool const closes_other = (command.flags & transfer_flag::closing_credit) != 0;
    auto const owner = closes_other ? OwnerId{} : owner_of(context, debit);
    return {moving, owner, {}, {}, asset_of(context, debit), {}};
}

Subjects of(DecideContext const& context, ApproveTransfer const& command) {
    auto const* waiting = context.state.access().waiting(command.id);
    auto subjects = waiting == nullptr ? Subjects{.roles = moving} : of(context, waiting->command);
    subjects.roles = static_cast<RoleSet>(moving | governing);
    return subjects;
}

Subjects of(DecideContext const& context, PlaceOrder const& command) {
    return in_market(context, command.owner, command.market);
}

Subjects of(DecideContext const& context, AmendOrder const& command) {
    return of_order(context, command.id);
}

Subjects of(DecideContext const& context, CancelOrder const& command) {
    return of_order(context, command.id);
}

Subjects of(DecideContext const& context, CancelAll const& command) {
    auto subjects = in_market(context, command.owner, command.market);
    subjects.roles = static_cast<RoleSet>(trading | operating);
    return subjects;
}

Subjects of(DecideContext const&, CreateEscrow const& command) {
    return {settling, command.buyer, command.seller, {}, command.asset, {}};
}

// Whose money it is.
Subjects of(DecideContext const& context, FundEscrow const& command) {
    auto subjects = of_escrow(context, command.id);
    subjects.other_owner = {};
    return subjects;
}

Subjects of(DecideContext const& context, AttestEscrow const& command) {
    return of_escrow(context, command.id);
}

Subjects of(DecideContext const& context, ReleaseEscrow const& command) {
    return of_escrow(context, command.id);
}

Subjects of(DecideContext const& context, RefundEscrow const& command) {
    return of_escrow(context, command.id);
}

// A party speaks for itself.
Subjects of(DecideContext const& context, DisputeEscrow const& command) {
    auto subjects = of_escrow(context, command.id);
    if (command.by == OwnerId{}) return subjects;
    subjects.owner = command.by;
    subjects.other_owner = {};
    return subjects;
}

// Nobody is the judge of their own dispute: a key of one owner is not enough.
Subjects of(DecideContext const& context, ResolveEscrow const& command) {
    auto subjects = of_escrow(context, command.id);
    subjects.owner = subjects.other_owner = {};
    return subjects;
}

Subjects of(DecideContext const&, ObserveBlock const&) {
    return {.roles = settling};
}

Subjects of(DecideContext const& context, RequestWithdrawal const& command) {
    auto const owner = owner_of(context, command.account);
    return {settling, owner, {}, {}, asset_of(context, command.account), {}};
}

Subjects of(DecideContext const& context, CancelWithdrawal const& command) {
    auto const* withdrawal = context.state.chains().withdrawal(command.id);
    if (withdrawal == nullptr) return {.roles = settling};
    auto const owner = context.state.ledger().account(withdrawal->account).owner;
    return {settling, owner, {}, {}, withdrawal->asset, {}};
}

// Reconciling is the work of the back office. Who may sign is asked here, that two keys do so by
// the decider.
Subjects of_reconciliation(DecideContext const& context, AccountId account) {
    auto const roles = static_cast<RoleSet>(settling | operating | governing);
    return {roles, owner_of(context, account), {}, {}, asset_of(context, account), {}};
}

Subjects of(DecideContext const& context, RecordReconciliation const& command) {
    return of_reconciliation(context, command.account);
}

Subjects of(DecideContext const& context, CommentBreak const& command) {
    return of_reconciliation(context, command.account);
}

Subjects of(DecideContext const& context, CorrectBreak const& command) {
    return of_reconciliation(context, command.account);
}

Subjects of(DecideContext const& context, SignReconciliation const& command) {
    return of_reconciliation(context, command.account);
}

// It takes from one account or the other: a key of one owner is not enough.
Subjects of(DecideContext const& context, WriteOffBreak const& command) {
    auto subjects = of_reconciliation(context, command.account);
    subjects.roles = static_cast<RoleSet>(operating | governing);
    subjects.owner = {};
    return subjects;
}

Subjects of(DecideContext const&, AddKey const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, RevokeKey const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, GrantRole const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, RevokeRole const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, SetLimit const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, SetPolicy const&) {
    return {.roles = governing};
}

Subjects of(DecideContext const&, SetKillSwitch const& command) {
    auto const roles = static_cast<RoleSet>(operating | governing);
    return {roles, command.owner, {}, command.market, {}, {}};
}

}  // namespace

OwnerId owner_of(DecideContext const& context, AccountId id) {
    auto const handle = context.state.ledger().find(id);
    return handle.is_none() ? OwnerId{} : context.state.ledger().account(handle).owner;
}

AccountId debit_of(DecideContext const& context, CreateTransfer const& command) {
    auto const ends = transfer_flag::post_pending_transfer | transfer_flag::void_pending_transfer;
    if ((command.flags & ends) == 0) return command.debit;
    auto const& ledger = context.state.ledger();
    if (auto const* pending = ledger.pending(command.pending_id))
        return ledger.account(pending->debit).id;
    auto const ended = context.past.transfer(command.pending_id);
    return ended ? ended->debit : AccountId{};
}

Subjects subjects_of(DecideContext const& context, Body const& command) {
    return std::visit([&](auto const& body) { return of(context, body); }, command);
}

}  // namespace tally
