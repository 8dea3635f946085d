#pragma once

#include "engine/sequencer/clock.h"
#include "journal/vocabulary/result.h"
#include "tools/serve/access/key_table.h"
#include "tools/serve/access/rate_limiter.h"
#include "tools/wire/messages.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace tally::serve {

struct GateOptions {
    bool key_required = true;  // otherwise whoever comes without a key is the operator, number 0
    std::chrono::seconds session_for{3'600};  // then a key has to be proved again
    RateLimit rate;
};

// Of a gate since it was made.
struct GateFigures {
    std::size_t keys_good = 0;  // that could come in now
    std::size_t keys_revoked = 0;
    std::size_t keys_expired = 0;
    std::uint64_t proofs_good = 0;
    std::uint64_t proofs_refused = 0;
    std::uint64_t commands_paced = 0;  // sent too fast for their key, and told to wait
};

// A key that was proved, and for how long that is good.
struct Admission {
    KeyNumber key;
    std::chrono::steady_clock::time_point until;
    std::uint64_t generation = 0;  // of the keys that it was last compared with
};

// Who may come in, and for how long. The engine refuses what a key may not do whatever we say here:
// this is about sessions, reads and the peace of the others. Any thread.
class Gate {
public:
    using Moment = std::chrono::steady_clock::time_point;

    // The clock is the record's, and must outlive the gate.
    Gate(GateOptions options, Clock const& clock)
        : key_required_(options.key_required),
          clock_(clock),
          session_for_(options.session_for),
          limiter_(options.rate) {}

    // Other lengths of sessions, for those that are made from now on, and another pace for all.
    // Whether keys are required stays.
    void retune(GateOptions const& options);

    // Before anybody comes: the name of the record, which a proof is about.
    void set_origin(std::string_view origin) { origin_ = origin; }

    // The record's keys from now on. Sessions of keys that are no longer good end.
    void publish(KeyTable keys);

    [[nodiscard]] bool key_required() const { return key_required_; }

    // True until a table with a key in it was published: nobody could come in.
    [[nodiscard]] bool knows_nobody() const { return table()->empty(); }

    // Lets a key in that has signed the nonce, or says why not.
    [[nodiscard]] Result<Admission> admit(wire::Prove const& proof,
                                          wire::Nonce const& nonce,
                                          Moment now) const;

    // What a nonce would have to be signed for; false for a key that could not come in anyway.
    [[nodiscard]] Result<void> may_try(Bip340PublicKey const& key) const;

    // Whether a session may go on; cheap enough to be asked all the time. The failure's text is
    // said to the client.
    [[nodiscard]] Result<void> may_stay(Admission& admission, Moment now) const;

    // Zero: the commands may be taken in. Otherwise milliseconds to wait. Number 0 has no limit.
    [[nodiscard]] std::uint32_t pace(KeyNumber key, std::size_t commands, Moment now);

    // Any thread.
    [[nodiscard]] GateFigures figures() const;

    // What a key may read now; nothing if it is not good any more.
    [[nodiscard]] Reading reading_of(KeyNumber key) const;

    // Rises whenever other keys are published; what was asked before then may have another answer.
    [[nodiscard]] std::uint64_t generation() const {
        return generation_.load(std::memory_order_acquire);
    }

    // Whether a key may have a feed, as the keys are now.
    [[nodiscard]] Result<void> may_follow(KeyNumber key, wire::Subscribe const& wanted) const;

private:
    [[nodiscard]] std::shared_ptr<KeyTable const> table() const;
    [[nodiscard]] Result<Admission> judge(wire::Prove const& proof,
                                          wire::Nonce const& nonce,
                                          Moment now) const;
    [[nodiscard]] Result<void> check(KnownKey const* known) const;
    [[nodiscard]] Moment until(KnownKey const& known, Moment now) const;

    bool key_required_;
    Clock const& clock_;
    std::atomic<std::chrono::seconds> session_for_;
    std::string origin_;
    mutable std::mutex mutex_;
    // Shared: who looks into a table keeps it while the next one is published.
    std::shared_ptr<KeyTable const> table_ = std::make_shared<KeyTable const>();
    std::atomic<std::uint64_t> generation_{0};
    RateLimiter limiter_;
    mutable std::atomic<std::uint64_t> proofs_good_{0};
    mutable std::atomic<std::uint64_t> proofs_refused_{0};
    std::atomic<std::uint64_t> commands_paced_{0};
};

}  // namespace tally::serve
