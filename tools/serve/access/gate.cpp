#include "tools/serve/access/gate.h"

#include "tools/wire/session_proof.h"

#include <algorithm>
#include <utility>

namespace tally::serve {

void Gate::retune(GateOptions const& options) {
    session_for_.store(options.session_for, std::memory_order_relaxed);
    limiter_.retune(options.rate);
}

void Gate::publish(KeyTable keys) {
    auto table = std::make_shared<KeyTable const>(std::move(keys));
    {
        std::lock_guard const lock{mutex_};
        table_ = std::move(table);
    }
    generation_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<KeyTable const> Gate::table() const {
    std::lock_guard const lock{mutex_};
    return table_;
}

Result<void> Gate::check(KnownKey const* known) const {
    if (known == nullptr)
        return usage_failure("the record knows no such key; an administrator adds it with add_key");
    if (known->is_revoked) return usage_failure("the key was revoked");
    if (known->expires != Timestamp{} && known->expires <= clock_.now())
        return usage_failure("the key has expired");
    return success();
}

Result<void> Gate::may_try(Bip340PublicKey const& key) const {
    auto const keys = table();
    return check(keys->find(key));
}

Result<Admission> Gate::admit(wire::Prove const& proof,
                              wire::Nonce const& nonce,
                              Moment now) const {
    auto admission = judge(proof, nonce, now);
    ++(admission ? proofs_good_ : proofs_refused_);
    return admission;
}

// The signature is looked at last, but for everybody who knows a key: what it costs, only those can
// make us pay. Public keys are in the record, so that telling which ones we know tells nothing.
Result<Admission> Gate::judge(wire::Prove const& proof,
                              wire::Nonce const& nonce,
                              Moment now) const {
    auto const generation = generation_.load(std::memory_order_acquire);
    auto const keys = table();
    Bip340PublicKey const key{proof.public_key};
    auto const* const known = keys->find(key);
    TALLY_TRYV(check(known));
    auto const challenge = wire::session_challenge(origin_, nonce, key);
    if (!bip340_verify(key, challenge, Bip340Signature{proof.signature})) {
        return usage_failure(
            "the signature does not prove the key: it must be over this session's nonce, the "
            "origin and the key, as docs/protocol.md says");
    }
    return Admission{known->number, until(*known, now), generation};
}

// A session ends with its time or with its key's, whichever is first.
Gate::Moment Gate::until(KnownKey const& known, Moment now) const {
    auto const session_for = session_for_.load(std::memory_order_relaxed);
    auto const session = now + session_for;
    if (known.expires == Timestamp{}) return session;
    auto const wall = clock_.now();
    std::uint64_t const left = known.expires <= wall ? 0 : known.expires.ns - wall.ns;
    constexpr std::uint64_t most = std::uint64_t{1} << 62U;
    auto const key = std::chrono::nanoseconds{static_cast<std::int64_t>(std::min(left, most))};
    return key < session_for ? now + key : session;
}

Result<void> Gate::may_stay(Admission& admission, Moment now) const {
    if (admission.key == KeyNumber{}) return success();
    auto const generation = generation_.load(std::memory_order_acquire);
    if (now >= admission.until || generation != admission.generation) {
        auto const keys = table();
        TALLY_TRYV(check(keys->find(admission.key)));
        admission.generation = generation;
    }
    if (now < admission.until) return success();
    return usage_failure("the session's time is over; connect again and prove the key anew");
}

std::uint32_t Gate::pace(KeyNumber key, std::size_t commands, Moment now) {
    if (key == KeyNumber{}) return 0;
    auto const wait_ms = limiter_.take(key, commands, now);
    if (wait_ms != 0) commands_paced_ += commands;
    return wait_ms;
}

GateFigures Gate::figures() const {
    GateFigures figures;
    auto const now = clock_.now();
    for (auto const& key : table()->all()) {
        bool const is_over = key.expires != Timestamp{} && key.expires <= now;
        ++(key.is_revoked ? figures.keys_revoked
           : is_over      ? figures.keys_expired
                          : figures.keys_good);
    }
    figures.proofs_good = proofs_good_.load();
    figures.proofs_refused = proofs_refused_.load();
    figures.commands_paced = commands_paced_.load();
    return figures;
}

Reading Gate::reading_of(KeyNumber key) const {
    if (key == KeyNumber{}) return {!key_required_, {}};
    auto const keys = table();
    auto const* const known = keys->find(key);
    return check(known) ? known->reading : Reading{};
}

Result<void> Gate::may_follow(KeyNumber key, wire::Subscribe const& wanted) const {
    auto const reading = reading_of(key);
    if (reading.everything) return success();
    if (wanted.feed == wire::feed::books) return success();  // as books may be read by everybody
    OwnerId const owner{wanted.filter.owner};
    if (owner != OwnerId{} && reading.covers(owner)) return success();
    return usage_failure(
        "this key may not follow that: filter for an owner whose entries it may read, or ask an "
        "administrator for the role of an auditor");
}

}  // namespace tally::serve
