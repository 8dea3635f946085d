#pragma once

#include "engine/engine.h"
#include "engine/memory_past.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace tally::testing {

// For tests in which no signature is checked.
class NoOracle final : public AttestationOracle {
public:
    [[nodiscard]] Answer signer(Attestation const&, RecoverableSignature const&) const override {
        return {Address{}, SignatureFault::invalid};
    }
};

// The signer of a signature is what stands at its beginning, so that any bytes can make sound ones.
class SpokenOracle final : public AttestationOracle {
public:
    [[nodiscard]] Answer signer(Attestation const&,
                                RecoverableSignature const& signature) const override {
        Address signer;
        std::copy_n(signature.bytes.begin(), signer.bytes.size(), signer.bytes.begin());
        return {signer, SignatureFault::none};
    }
};

// An engine with all that it needs, at a time of its own, which begins at one hour past the epoch.
class EngineHarness {
public:
    static constexpr Timestamp start{3'600 * ns_per_second};

    EngineHarness() : oracle_(no_oracle_) {}

    explicit EngineHarness(AttestationOracle const& oracle) : oracle_(oracle) {}

    // Executes a command a second after the last one, unless told when.
    Outcome run(Body command) { return run_at(std::move(command), later(1)); }

    Outcome run_at(Body command,
                   Timestamp time,
                   KeyNumber key = {},
                   CommandSignature const* signature = nullptr) {
        expire(time);
        now_ = time;
        return engine_.execute(std::move(command), time, entries_, key, signature);
    }

    // Sent by a key of the record.
    Outcome run_as(KeyNumber key, Body command) {
        return run_at(std::move(command), later(1), key);
    }

    Outcome run_signed(KeyNumber key, Body command, CommandSignature const& signature) {
        return run_at(std::move(command), later(1), key, &signature);
    }

    // Executes a chain as one moment; `open` leaves its end cut off. Returns the outcomes.
    std::vector<Outcome> run_chain(std::vector<Body> commands,
                                   bool open = false,
                                   KeyNumber key = {},
                                   Engine::Signatures signatures = {}) {
        auto const time = later(1);
        expire(time);
        now_ = time;
        auto const first = entries_.size();
        engine_.execute_chain(commands, time, open, entries_, key, signatures);
        std::vector<Outcome> outcomes;
        for (auto i = first; i < entries_.size(); ++i)
            if (entries_[i].cause == entries_[i].sequence)
                outcomes.push_back(outcome_of(entries_[i].body));
        return outcomes;
    }

    [[nodiscard]] Timestamp now() const { return now_; }

    [[nodiscard]] Timestamp later(std::uint64_t seconds) const {
        return Timestamp{now_.ns + seconds * ns_per_second};
    }

    [[nodiscard]] State const& state() const { return state_; }

    [[nodiscard]] Ledger const& ledger() const { return state_.ledger(); }

    [[nodiscard]] MemoryPast const& past() const { return past_; }

    [[nodiscard]] std::vector<Entry> const& entries() const { return entries_; }

    [[nodiscard]] Account const& account(std::uint64_t id) const {
        return ledger().account(ledger().find(AccountId{id}));
    }

    // What the next command decided will be judged by: the state as it is, a second later.
    [[nodiscard]] DecideContext context() const {
        return {state_, past_, oracle_, later(1), state_.next_sequence()};
    }

private:
    // As the sequencer does: what is due has expired before a command is decided.
    void expire(Timestamp time) {
        if (state_.next_due() <= time) engine_.execute(Tick{}, time, entries_);
    }

    State state_;
    MemoryPast past_;
    NoOracle no_oracle_;
    AttestationOracle const& oracle_;
    Engine engine_{state_, past_, oracle_};
    Timestamp now_ = start;
    std::vector<Entry> entries_;
};

}  // namespace tally::testing
