#include "engine/access/guard.h"

#include "engine/access/order_limits.h"
#include "engine/access/subjects.h"
#include "engine/ledger/transfer_rules.h"

#include <variant>

namespace tally {

namespace {

bool killed(DecideContext const& context, OwnerId owner, MarketNumber market) {
    auto const& access = context.state.access();
    return access.killed_all() || access.killed_owners().contains(owner) ||
           access.killed_markets().contains(market);
}

// Whether a limit of this kind has room for one more amount in its window.
bool fits(DecideContext const& context,
          OwnerId owner,
          KeyNumber number,
          LimitKey const& wanted,
          Amount amount) {
    auto const fits_one = [&](LimitKey const& key, Limit const& limit) {
        if (key.kind != wanted.kind || key.asset != wanted.asset) return true;
        auto const used = limit.window.used(context.now, limit.window_seconds);
        return used <= limit.amount && amount <= limit.amount - used;
    };
    auto const& limits = context.state.limits();
    return limits.for_each(owner, {}, fits_one) && limits.for_each({}, number, fits_one);
}

Outcome check_transfer(DecideContext const& context,
                       CreateTransfer const& command,
                       KeyNumber number) {
    if (has_flag(command, transfer_flag::void_pending_transfer)) return Outcome::ok;
    auto const owner = owner_of(context, command.debit);
    if (killed(context, owner, {})) return Outcome::killed;
    if (ends_pending(command)) return Outcome::ok;  // counted when it was made
    LimitKey const wanted{.kind = LimitKind::transfers, .market = {}, .asset = command.asset};
    bool const ok = fits(context, owner, number, wanted, command.amount);
    return ok ? Outcome::ok : Outcome::transfer_limit_exceeded;
}

Outcome check_four_eyes(DecideContext const& context, CreateTransfer const& command) {
    auto const& access = context.state.access();
    auto const* policy = ends_pending(command) ? nullptr : access.four_eyes(command.asset);
    if (policy == nullptr || command.amount < policy->at_least) return Outcome::ok;
    if (context.in_chain) return Outcome::not_allowed_in_linked_chain;
    bool const room = access.waiting().size() < Access::max_waiting;
    return room ? Outcome::approval_required : Outcome::too_many_waiting_transfers;
}

template <class Command>
Outcome check(DecideContext const&, Command&, Consequences const&) {
    return Outcome::ok;
}

Outcome check(DecideContext const& context, CreateTransfer& command, Consequences const&) {
    auto outcome = check_transfer(context, command, context.key);
    if (outcome == Outcome::ok) outcome = check_four_eyes(context, command);
    if (outcome != Outcome::ok) command.amount = Amount{};
    return outcome;
}

Outcome check(DecideContext const& context, PlaceOrder& command, Consequences const& out) {
    bool const stopped = killed(context, command.owner, command.market);
    auto const outcome = stopped ? Outcome::killed : check_limits(context, command, out);
    if (outcome == Outcome::ok) return outcome;
    command.hold = Amount{};
    command.rests = false;
    return outcome;
}

Outcome check(DecideContext const& context, AmendOrder& command, Consequences const&) {
    auto const& markets = context.state.markets();
    auto const handle = markets.find_order(command.id);
    bool const stopped = killed(context, markets.owner_of(handle), markets.order(handle).market);
    auto const outcome = stopped ? Outcome::killed : check_limits(context, command, handle);
    if (outcome == Outcome::ok) return outcome;
    command.hold = Amount{};
    command.keeps_priority = command.rests = false;
    return outcome;
}

Outcome check(DecideContext const& context, FundEscrow& command, Consequences const&) {
    auto const* escrow = context.state.escrows().find(command.id);
    return killed(context, escrow->buyer, {}) ? Outcome::killed : Outcome::ok;
}

Outcome check(DecideContext const& context, RequestWithdrawal& command, Consequences const&) {
    auto const owner = owner_of(context, command.account);
    if (killed(context, owner, {})) return Outcome::killed;
    LimitKey const wanted{.kind = LimitKind::withdrawals, .market = {}, .asset = command.asset};
    bool const ok = fits(context, owner, context.key, wanted, command.amount);
    return ok ? Outcome::ok : Outcome::withdrawal_limit_exceeded;
}

// The transfer moves the books before anybody reviews the run: one that four eyes would stop is
// sent as a transfer, and named by correct_break once it is approved.
Outcome check(DecideContext const& context, WriteOffBreak&, Consequences const& out) {
    auto const& transfer = std::get<CreateTransfer>(out.front());
    auto const outcome = check_transfer(context, transfer, context.key);
    if (outcome != Outcome::ok) return outcome;
    auto const* policy = context.state.access().four_eyes(transfer.asset);
    bool const waits = policy != nullptr && transfer.amount >= policy->at_least;
    return waits ? Outcome::write_off_needs_approval : Outcome::ok;
}

bool same_request(CreateTransfer left, CreateTransfer right) {
    left.outcome = right.outcome = Outcome::ok;
    left.amount = right.amount = Amount{};
    return left == right;
}

}  // namespace

Outcome guard(DecideContext const& context, Body& command, Consequences const& out) {
    return std::visit([&](auto& body) { return check(context, body, out); }, command);
}

Outcome guard_approved(DecideContext const& context,
                       CreateTransfer const& command,
                       KeyNumber sent_by) {
    return check_transfer(context, command, sent_by);
}

Outcome check_waiting(DecideContext const& context, Body const& command) {
    auto const* transfer = std::get_if<CreateTransfer>(&command);
    if (transfer == nullptr || context.state.access().waiting().empty()) return Outcome::ok;
    auto const* waiting = context.state.access().waiting(transfer->id);
    if (waiting == nullptr) return Outcome::ok;
    bool const again = waiting->by == context.key && same_request(waiting->command, *transfer);
    return again ? Outcome::approval_required : Outcome::id_waits_for_approval;
}

}  // namespace tally
