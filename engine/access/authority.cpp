#include "engine/access/authority.h"

#include "engine/access/subjects.h"

#include <algorithm>
#include <cstdint>
#include <variant>

namespace tally {

namespace {

template <class Id>
bool covers(Id scope, Id one, Id other) {
    return scope == Id{} || scope == one || scope == other;
}

bool covers(Scope const& scope, Subjects const& subjects) {
    return covers(scope.owner, subjects.owner, subjects.other_owner) &&
           covers(scope.market, subjects.market, subjects.market) &&
           covers(scope.asset, subjects.asset, subjects.other_asset);
}

bool has_own_id(Body const& command) {
    return std::holds_alternative<CreateAccount>(command) ||
           std::holds_alternative<CreateTransfer>(command) ||
           std::holds_alternative<PlaceOrder>(command) ||
           std::holds_alternative<CreateEscrow>(command) ||
           std::holds_alternative<RequestWithdrawal>(command);
}

Outcome check_nonce(AccessKey const& key, std::uint64_t nonce) {
    if (key.nonces.is_fresh(nonce)) return Outcome::ok;
    bool const behind =
        nonce < key.nonces.highest() && key.nonces.highest() - nonce >= NonceWindow::width;
    return behind ? Outcome::nonce_too_old : Outcome::nonce_already_used;
}

Outcome check_signature(DecideContext const& context, AccessKey const& key, Body const& command) {
    if (context.signature == nullptr)
        return context.state.access().must_sign(key) ? Outcome::signature_required : Outcome::ok;
    // One with an id of its own may be a retry, which is to be told what became of it.
    return has_own_id(command) ? Outcome::ok : check_nonce(key, context.signature->nonce);
}

}  // namespace

Outcome check_replay(DecideContext const& context) {
    if (context.signature == nullptr || context.key == KeyNumber{}) return Outcome::ok;
    auto const* key = context.state.access().key(context.key);
    return key == nullptr ? Outcome::ok : check_nonce(*key, context.signature->nonce);
}

bool tells_of_the_past(Outcome outcome) {
    return outcome == Outcome::exists || outcome == Outcome::id_already_failed ||
           outcome == Outcome::approval_required || outcome == Outcome::id_waits_for_approval;
}

Outcome authorize(DecideContext const& context, Body const& command) {
    if (context.key == KeyNumber{}) return Outcome::ok;
    auto const* key = context.state.access().key(context.key);
    if (key == nullptr) return Outcome::key_not_found;
    if (key->revoked != Timestamp{}) return Outcome::key_revoked;
    if (key->expired(context.now)) return Outcome::key_expired;
    auto const signature = check_signature(context, *key, command);
    if (signature != Outcome::ok) return signature;
    auto const subjects = subjects_of(context, command);
    bool const granted =
        std::any_of(key->grants.begin(), key->grants.end(), [&](Grant const& grant) {
            return (role_set(grant.role) & subjects.roles) != 0 && covers(grant.scope, subjects);
        });
    return granted ? Outcome::ok : Outcome::not_authorized;
}

}  // namespace tally
