#include "projections/access/access.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

namespace {

Timestamp after(Timestamp start, std::uint32_t seconds) {
    if (seconds == 0) return never;
    std::uint64_t const wait = std::uint64_t{seconds} * ns_per_second;
    return start.ns > never.ns - wait ? never : Timestamp{start.ns + wait};
}

}  // namespace

bool AccessKey::has(Role role) const {
    return std::any_of(
        grants.begin(), grants.end(), [&](Grant const& grant) { return grant.role == role; });
}

KeyNumber Access::find(PublicKey const& public_key) const {
    auto const at = by_public_key_.find(public_key);
    return at == by_public_key_.end() ? KeyNumber{} : at->second;
}

AccessKey const* Access::key(KeyNumber number) const {
    if (number.value == 0 || number.value > keys_.size()) return nullptr;
    return &keys_[number.value - 1U];
}

FourEyes const* Access::four_eyes(AssetNumber asset) const {
    auto const at = four_eyes_.find(asset);
    return at == four_eyes_.end() ? nullptr : &at->second;
}

bool Access::must_sign(AccessKey const& key) const {
    if (signing_roles_ == 0) return false;
    auto const asked = [&](Role role) {
        return ((signing_roles_ >> static_cast<unsigned>(role)) & 1U) != 0;
    };
    return asked(Role::none) || std::any_of(key.grants.begin(),
                                            key.grants.end(),
                                            [&](Grant const& grant) { return asked(grant.role); });
}

WaitingTransfer const* Access::waiting(TransferId id) const {
    auto const at = waiting_.find(id);
    return at == waiting_.end() ? nullptr : &at->second;
}

std::vector<TransferId> Access::due_at(Timestamp now) const {
    std::vector<TransferId> due;
    for (auto at = due_.begin(); at != due_.end() && at->first <= now; ++at)
        due.push_back(at->second);
    return due;
}

// Keys change seldom, so that within a linked chain the whole of one is kept.
AccessKey& Access::mutate(KeyNumber number) {
    TALLY_CHECK(number.value != 0 && number.value <= keys_.size());
    std::size_t const at = number.value - 1U;
    if (undo_.open()) undo_.on_roll_back([this, at, old = keys_[at]] { keys_[at] = old; });
    return keys_[at];
}

template <class Set, class Value>
void Access::put(Set& set, Value value, bool in) {
    bool const changed = in ? set.insert(value).second : set.erase(value) != 0;
    if (!changed) return;
    undo_.on_roll_back([&set, value, in] {
        if (in)
            set.erase(value);
        else
            set.insert(value);
    });
}

void Access::apply(AddKey const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    TALLY_CHECK(body.number.value == keys_.size() + 1);
    AccessKey key;
    key.public_key = body.public_key;
    key.name = body.name;
    key.expires = body.expires;
    key.added = entry.sequence;
    keys_.push_back(key);
    TALLY_CHECK(by_public_key_.emplace(body.public_key, body.number).second);
    undo_.on_roll_back([this, public_key = body.public_key] {
        by_public_key_.erase(public_key);
        keys_.pop_back();
    });
}

void Access::apply(RevokeKey const& body, Entry const& entry) {
    if (body.outcome != Outcome::ok) return;
    auto& key = mutate(body.number);
    TALLY_CHECK(key.revoked == Timestamp{});
    // A revocation at the very beginning of time is one all the same.
    key.revoked = std::max(entry.time, Timestamp{1});
}

void Access::apply(GrantRole const& body, Entry const&) {
    if (body.outcome != Outcome::ok) return;
    auto& grants = mutate(body.number).grants;
    TALLY_CHECK(grants.size() < max_grants);
    grants.push_back({body.role, body.scope});
}

void Access::apply(RevokeRole const& body, Entry const&) {
    if (body.outcome != Outcome::ok) return;
    auto& grants = mutate(body.number).grants;
    auto const at = std::find(grants.begin(), grants.end(), Grant{body.role, body.scope});
    TALLY_CHECK(at != grants.end());
    grants.erase(at);
}

void Access::apply(SetKillSwitch const& body, Entry const&) {
    if (body.outcome != Outcome::ok) return;
    if (body.owner != OwnerId{}) return put(killed_owners_, body.owner, body.on);
    if (body.market != MarketNumber{}) return put(killed_markets_, body.market, body.on);
    undo_.save(kill_all_) = body.on;
}

void Access::apply(SetPolicy const& body, Entry const&) {
    if (body.outcome != Outcome::ok) return;
    if (body.kind == PolicyKind::four_eyes) return set_four_eyes(body);
    auto const bit = 1U << static_cast<unsigned>(body.role);
    auto const now = body.off ? signing_roles_ & ~bit : signing_roles_ | bit;
    undo_.save(signing_roles_) = static_cast<std::uint8_t>(now);
}

void Access::set_four_eyes(SetPolicy const& body) {
    undo_.on_roll_back([this, old = four_eyes_] { four_eyes_ = old; });
    if (body.off)
        four_eyes_.erase(body.asset);
    else
        four_eyes_[body.asset] = {body.amount, body.timeout};
}

// A transfer that is told to wait is kept; one that goes through, waits no more.
void Access::apply(CreateTransfer const& body, Entry const& entry) {
    if (body.outcome == Outcome::ok && !waiting_.empty()) drop_waiting(body.id);
    if (body.outcome != Outcome::approval_required || waiting_.contains(body.id)) return;
    auto const* policy = four_eyes(body.asset);
    TALLY_CHECK(policy != nullptr && waiting_.size() < max_waiting);
    WaitingTransfer waiting{body, entry.key, after(entry.time, policy->timeout), entry.sequence};
    waiting.command.outcome = Outcome::ok;
    if (waiting.due != never) due_.emplace(waiting.due, body.id);
    undo_.on_roll_back([this, id = body.id, due = waiting.due] {
        waiting_.erase(id);
        due_.erase({due, id});
    });
    waiting_.emplace(body.id, std::move(waiting));
}

void Access::apply(ApproveTransfer const& body, Entry const&) {
    if (body.outcome == Outcome::ok && body.reject) drop_waiting(body.id);
}

void Access::apply(ApprovalExpired const& body, Entry const&) {
    TALLY_CHECK(waiting_.contains(body.transfer));
    drop_waiting(body.transfer);
}

void Access::drop_waiting(TransferId id) {
    auto const at = waiting_.find(id);
    if (at == waiting_.end()) return;
    auto const due = at->second.due;
    due_.erase({due, id});
    if (undo_.open()) {
        undo_.on_roll_back([this, old = at->second] {
            if (old.due != never) due_.emplace(old.due, old.command.id);
            waiting_.emplace(old.command.id, old);
        });
    }
    waiting_.erase(at);
}

void Access::apply(CommandSignature const& body, Entry const& entry) {
    if (key(entry.key) == nullptr) return;
    mutate(entry.key).nonces.use(body.nonce);
}

}  // namespace tally
