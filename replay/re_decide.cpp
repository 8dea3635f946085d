#include "replay/re_decide.h"

#include "engine/engine.h"
#include "engine/memory_past.h"
#include "engine/sequencer/projection_digest.h"
#include "journal/signing/request_form.h"
#include "replay/entry_stream.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace tally {

namespace {

bool starts_a_command(Entry const& entry) {
    return entry.cause == entry.sequence;
}

// The command as its client sent it. What the deciders fill in, they fill in anew.
Body request_of(Body body) {
    std::visit(
        [](auto& command) {
            if constexpr (requires { command.outcome; }) command.outcome = Outcome::ok;
        },
        body);
    return body;
}

class ReDecision {
public:
    ReDecision(std::uint64_t end, bool cut, AttestationOracle const& oracle)
        : engine_(state_, past_, oracle), end_(end), cut_(cut) {}

    // Takes the next recorded entry; decides what was collected once the next command begins.
    void take(Entry const& entry) {
        bool const begins = starts_a_command(entry) && !in_chain_;
        if (begins) decide_group();
        if (result_.divergence) return;
        group_.push_back(entry);
        if (starts_a_command(entry)) in_chain_ = entry.linked;
    }

    void finish() {
        if (in_chain_ && cut_) return;  // looked at only up to a point within a chain
        if (in_chain_ && !diverged())
            return diverge(&group_.back(), nullptr, "the record ends within a linked chain");
        decide_group();
    }

    [[nodiscard]] bool diverged() const { return result_.divergence.has_value(); }

    [[nodiscard]] ReDecided take_result() { return std::move(result_); }

private:
    void decide_group() {
        if (group_.empty() || diverged()) return;
        made_.clear();
        auto const& first = group_.front();
        if (first.sequence != state_.next_sequence() || first.time < state_.last_time())
            return diverge(&first, nullptr, "its sequence or time does not follow");
        if (std::holds_alternative<ProjectionDigest>(first.body))
            decide_digest(first);
        else if (std::holds_alternative<RotateSigningKey>(first.body))
            take_over(first);
        else if (!is_command(first.body))
            return diverge(&first, nullptr, "a consequence that no command led to");
        else
            decide_commands(first);
        if (!diverged()) compare();
        group_.clear();
    }

    void decide_digest(Entry const& recorded) {
        auto const& digest = std::get<ProjectionDigest>(recorded.body);
        if (!digests_.follows(digest))
            return diverge(&recorded, nullptr, "a digest of a slice that is not the next one");
        digests_.observe(recorded.sequence, digest);
        made_.push_back(Entry{recorded.sequence,
                              state_.last_time(),
                              recorded.sequence,
                              false,
                              {},
                              digest_again(state_, digest)});
        state_.apply(made_.back());
        past_.observe(made_.back());
    }

    // A key's rotation is no decision: the old key's signature in it says whether it may be, and
    // `verify` checks that.
    void take_over(Entry const& recorded) {
        made_.push_back(recorded);
        state_.apply(made_.back());
        past_.observe(made_.back());
    }

    void decide_commands(Entry const& first) {
        bool const late = state_.next_due() <= first.time;
        if (late && !std::holds_alternative<Tick>(first.body))
            return diverge(&first, nullptr, "something had expired, and no tick stands before it");
        commands_.clear();
        signatures_.clear();
        Outcome last = Outcome::ok;
        for (auto const& entry : group_) {
            if (auto const* signature = std::get_if<CommandSignature>(&entry.body))
                take_signature(*signature);
            if (!starts_a_command(entry)) continue;
            last = outcome_of(entry.body);
            commands_.push_back(request_of(entry.body));
            signatures_.emplace_back();
        }
        result_.commands += commands_.size();
        bool const open = last == Outcome::linked_event_chain_open;
        if (commands_.size() != 1 || open)
            return engine_.execute_chain(
                commands_, first.time, open, made_, first.key, signatures_);
        auto const& signature = signatures_.front();
        engine_.execute(std::move(commands_.front()),
                        first.time,
                        made_,
                        first.key,
                        signature ? &*signature : nullptr);
    }

    // Of the last command: whether it is good, `verify --signatures` checks. It says what its
    // client had left open, for the deciders to fill in again.
    void take_signature(CommandSignature const& signature) {
        if (commands_.empty()) return;
        signatures_.back() = signature;
        open_again(commands_.back(), signature.left_open);
    }

    void compare() {
        for (std::size_t i = 0; i < std::max(group_.size(), made_.size()); ++i) {
            auto const* expected = i < group_.size() ? &group_[i] : nullptr;
            auto const* got = i < made_.size() ? &made_[i] : nullptr;
            // A record that is looked at only up to a point may be cut within a command.
            if (expected == nullptr && cut_ && result_.entries == end_) return;
            if (expected == nullptr)
                return diverge(nullptr, got, "the record lacks an entry that the command leads to");
            if (got == nullptr)
                return diverge(expected, nullptr, "the command does not lead to this entry");
            if (*expected != *got)
                return diverge(expected, got, "deciding again gives another entry");
            ++result_.entries;
        }
    }

    void diverge(Entry const* expected, Entry const* got, std::string reason) {
        Divergence divergence;
        divergence.sequence = expected != nullptr ? expected->sequence : got->sequence;
        divergence.command = group_.front().sequence;
        if (expected != nullptr) divergence.expected = *expected;
        if (got != nullptr) divergence.got = *got;
        divergence.reason = std::move(reason);
        result_.divergence = std::move(divergence);
    }

    State state_;
    MemoryPast past_;
    DigestCycle digests_;
    Engine engine_;
    std::uint64_t end_;
    bool cut_;
    bool in_chain_ = false;
    std::vector<Entry> group_;  // one command or chain as recorded, with its consequences
    std::vector<Entry> made_;   // the same, decided again
    std::vector<Body> commands_;
    std::vector<std::optional<CommandSignature>> signatures_;  // one for each command
    ReDecided result_;
};

}  // namespace

Result<ReDecided> re_decide(Record const& record,
                            Point to,
                            AttestationOracle const& oracle,
                            std::function<void(std::uint64_t, std::uint64_t)> const& progress) {
    auto const end = std::min(to.size, record.size());
    ReDecision decision{end, end < record.size(), oracle};
    EntryStream stream{record, 0, end, EntryStream::Hashing::none};
    std::uint64_t taken = 0;
    while (!decision.diverged()) {
        TALLY_TRY(batch, stream.next());
        if (batch == nullptr) break;
        for (auto const& entry : batch->span())
            decision.take(entry);
        taken += batch->count;
        if (progress) progress(taken, end);
    }
    decision.finish();
    return decision.take_result();
}

}  // namespace tally
