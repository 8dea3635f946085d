#pragma once

#include "engine/attestation_oracle.h"
#include "engine/decider.h"
#include "engine/past.h"
#include "journal/entry.h"
#include "projections/state.h"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace tally {

// The decisions: commands in, entries out, nothing else. Knows no disk, clock or thread; the same
// commands at the same times make the same entries, on any machine.
//
// For each command: its decider is asked (const), the command's entry is made with the answer in
// it, then its consequences; each is applied to the State and observed by the Past before the next.
// What a fill sets off (stops) follows in further steps, each decided against the state that the
// last one left.
class Engine {
public:
    using Signatures = std::span<std::optional<CommandSignature> const>;

    Engine(State& state, Past& past, AttestationOracle const& oracle);
    Engine(Engine const&) = delete;
    Engine& operator=(Engine const&) = delete;

    // Decides one command, at a time not before the last entry's, and appends its entry and its
    // consequences to `out`. What is due must have been expired before (next_due() > time), by a
    // Tick. `key` is who sent it: an entry of the record, or 0 for whoever holds the files. A
    // `signature` was verified to be that key's over this command; its entry follows the command's,
    // whatever the answer is, so that the nonce is used up.
    Outcome execute(Body&& command,
                    Timestamp time,
                    std::vector<Entry>& out,
                    KeyNumber key = {},
                    CommandSignature const* signature = nullptr);

    // Decides a linked chain: all of it or none. The entries of a refused chain are the commands'
    // own: the failing one with its reason, the others with linked_event_failed. A chain cut off by
    // the end of the input (`open`) ends in linked_event_chain_open. Imported events do not mix
    // with others in a chain. `signatures`: one for each command, or none at all.
    void execute_chain(std::span<Body> commands,
                       Timestamp time,
                       bool open,
                       std::vector<Entry>& out,
                       KeyNumber key = {},
                       Signatures signatures = {});

    [[nodiscard]] State const& state() const { return state_; }

private:
    struct ChainFailure {
        std::size_t at;
        Outcome reason;
    };

    // What a command's entry gets besides its body.
    struct Envelope {
        Timestamp time;
        KeyNumber key;
        CommandSignature const* signature = nullptr;
        bool in_chain = false;
        bool linked = false;
    };

    Outcome decide(Body& command, Envelope const& envelope);
    Outcome decide_guarded(DecideContext const& context, Body& command);
    Outcome decide_replayed(DecideContext const& context, Body& command, Outcome refusal);
    Outcome ask_decider(DecideContext const& context, Body& command);
    [[nodiscard]] bool is_guarded() const;
    Outcome execute_step(Body& command, Envelope const& envelope, std::vector<Entry>& out);
    void record_command(Body&& command, Envelope const& envelope, std::vector<Entry>& out);
    void record_consequences(Timestamp time, Sequence cause, std::vector<Entry>& out);
    void fold(Entry const& entry);
    void follow_up(Timestamp time, Sequence cause, std::vector<Entry>& out);
    std::optional<ChainFailure> attempt_chain(std::span<Body const> commands,
                                              Envelope envelope,
                                              bool open,
                                              std::vector<Entry>& out,
                                              Signatures signatures);
    void record_refused_chain(std::span<Body> commands,
                              ChainFailure failure,
                              Envelope envelope,
                              bool open,
                              std::vector<Entry>& out,
                              Signatures signatures);
    void record_signature(Envelope const& envelope, Sequence command, std::vector<Entry>& out);

    State& state_;
    Past& past_;
    AttestationOracle const& oracle_;
    Consequences consequences_;  // kept between commands so that a warm engine does not allocate
};

}  // namespace tally
