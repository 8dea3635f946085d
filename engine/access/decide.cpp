#include "engine/access/decide.h"

#include "engine/access/guard.h"
#include "engine/ledger/decide.h"

#include <algorithm>

namespace tally {

namespace {

bool is_role(Role role) {
    return role >= Role::trader && role <= Role::admin;
}

Outcome check_scope(DecideContext const& context, Scope const& scope) {
    bool const market =
        scope.market == MarketNumber{} || context.state.markets().find(scope.market) != nullptr;
    if (!market) return Outcome::market_not_found;
    bool const asset =
        scope.asset == AssetNumber{} || context.state.assets().find(scope.asset) != nullptr;
    return asset ? Outcome::ok : Outcome::asset_not_found;
}

bool is_granted(AccessKey const& key, Role role, Scope const& scope) {
    return std::find(key.grants.begin(), key.grants.end(), Grant{role, scope}) != key.grants.end();
}

Outcome compare_with_known(AccessKey const& known, AddKey const& command) {
    if (known.revoked != Timestamp{}) return Outcome::key_revoked;
    bool const same = known.name == command.name && known.expires == command.expires;
    return same ? Outcome::exists : Outcome::exists_with_different_key;
}

}  // namespace

Outcome decide(DecideContext const& context, AddKey& command, Consequences&) {
    command.number = KeyNumber{};
    auto const& access = context.state.access();
    if (command.public_key.is_zero()) return Outcome::public_key_must_not_be_zero;
    if (auto const* known = access.key(access.find(command.public_key)))
        return compare_with_known(*known, command);
    if (command.expires != Timestamp{} && command.expires <= context.now)
        return Outcome::key_expired;
    if (access.key_count() >= key_number_max.value) return Outcome::key_limit_reached;
    command.number = KeyNumber{static_cast<std::uint16_t>(access.key_count() + 1)};
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, RevokeKey& command, Consequences&) {
    auto const* key = context.state.access().key(command.number);
    if (key == nullptr) return Outcome::key_not_found;
    return key->revoked == Timestamp{} ? Outcome::ok : Outcome::exists;
}

Outcome decide(DecideContext const& context, GrantRole& command, Consequences&) {
    auto const* key = context.state.access().key(command.number);
    if (key == nullptr) return Outcome::key_not_found;
    if (key->revoked != Timestamp{}) return Outcome::key_revoked;
    if (!is_role(command.role)) return Outcome::role_invalid;
    if (auto const scope = check_scope(context, command.scope); scope != Outcome::ok) return scope;
    if (is_granted(*key, command.role, command.scope)) return Outcome::exists;
    return key->grants.size() < Access::max_grants ? Outcome::ok : Outcome::grant_limit_reached;
}

Outcome decide(DecideContext const& context, RevokeRole& command, Consequences&) {
    auto const* key = context.state.access().key(command.number);
    if (key == nullptr) return Outcome::key_not_found;
    return is_granted(*key, command.role, command.scope) ? Outcome::ok : Outcome::grant_not_found;
}

Outcome decide(DecideContext const& context, SetKillSwitch& command, Consequences&) {
    bool const one = command.owner == OwnerId{} || command.market == MarketNumber{};
    if (!one) return Outcome::scope_invalid;
    bool const market =
        command.market == MarketNumber{} || context.state.markets().find(command.market) != nullptr;
    if (!market) return Outcome::market_not_found;
    bool const room =
        context.state.access().killed_owners().size() < Access::max_killed || !command.on;
    return room ? Outcome::ok : Outcome::switch_limit_reached;
}

Outcome decide(DecideContext const& context, SetPolicy& command, Consequences&) {
    switch (command.kind) {
        case PolicyKind::signatures: {
            bool const plain =
                command.asset == AssetNumber{} && command.timeout == 0 && command.amount.is_zero();
            return plain && command.role <= Role::admin ? Outcome::ok : Outcome::policy_invalid;
        }
        case PolicyKind::four_eyes: {
            if (command.role != Role::none) return Outcome::policy_invalid;
            if (context.state.assets().find(command.asset) == nullptr)
                return Outcome::asset_not_found;
            bool const known = context.state.access().four_eyes(command.asset) != nullptr;
            return command.off && !known ? Outcome::policy_not_found : Outcome::ok;
        }
    }
    return Outcome::policy_invalid;
}

Outcome decide(DecideContext const& context, ApproveTransfer& command, Consequences& out) {
    auto const* waiting = context.state.access().waiting(command.id);
    if (waiting == nullptr) return Outcome::waiting_transfer_not_found;
    if (command.reject) return Outcome::ok;
    if (waiting->by == context.key) return Outcome::approval_needs_another_key;
    CreateTransfer transfer = waiting->command;
    Consequences none;
    auto outcome = decide(context, transfer, none);
    if (outcome == Outcome::ok) outcome = guard_approved(context, transfer, waiting->by);
    if (outcome != Outcome::ok) return outcome;
    transfer.outcome = Outcome::ok;
    out.emplace_back(std::move(transfer));
    return Outcome::ok;
}

void decide_expired_approvals(DecideContext const& context, Consequences& out) {
    for (auto const id : context.state.access().due_at(context.now))
        out.emplace_back(ApprovalExpired{id});
}

}  // namespace tally
