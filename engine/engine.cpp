#include "engine/engine.h"

#include "engine/access/authority.h"
#include "engine/access/decide.h"
#include "engine/access/guard.h"
#include "engine/audit/decide.h"
#include "engine/chains/decide.h"
#include "engine/control/decide.h"
#include "engine/escrows/decide.h"
#include "engine/ledger/decide.h"
#include "engine/markets/decide.h"
#include "engine/reconciliations/decide.h"
#include "journal/vocabulary/check.h"

#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace tally {

namespace {

template <class Command>
concept HasOutcome = requires(Command command) { command.outcome; };

void set_outcome(Body& body, Outcome outcome) {
    std::visit(
        [outcome](auto& command) {
            if constexpr (HasOutcome<std::remove_reference_t<decltype(command)>>)
                command.outcome = outcome;
        },
        body);
}

// Whether a create_account or create_transfer is an imported event; nothing for other commands.
std::optional<bool> imported(Body const& body) {
    if (auto const* account = std::get_if<CreateAccount>(&body))
        return (account->flags & account_flag::imported) != 0;
    if (auto const* transfer = std::get_if<CreateTransfer>(&body))
        return (transfer->flags & transfer_flag::imported) != 0;
    return std::nullopt;
}

// Imported events may be linked with imported events only: the first one of a chain sets the rule.
Outcome check_imported_alike(Body const& first, Body const& body) {
    auto const expected = imported(first).value_or(false);
    auto const given = imported(body);
    if (!given || *given == expected) return Outcome::ok;
    return expected ? Outcome::imported_event_expected : Outcome::imported_event_not_expected;
}

CommandSignature const* signature_at(Engine::Signatures signatures, std::size_t index) {
    return signatures.empty() || !signatures[index] ? nullptr : &*signatures[index];
}

}  // namespace

Engine::Engine(State& state, Past& past, AttestationOracle const& oracle)
    : state_(state), past_(past), oracle_(oracle) {}

Outcome Engine::execute(Body&& command,
                        Timestamp time,
                        std::vector<Entry>& out,
                        KeyNumber key,
                        CommandSignature const* signature) {
    return execute_step(command, {time, key, signature}, out);
}

void Engine::execute_chain(std::span<Body> commands,
                           Timestamp time,
                           bool open,
                           std::vector<Entry>& out,
                           KeyNumber key,
                           Signatures signatures) {
    TALLY_CHECK(!commands.empty());
    TALLY_CHECK(signatures.empty() || signatures.size() == commands.size());
    auto const start = out.size();
    state_.open_scope(commands.size());
    past_.open_scope();
    auto const failure = attempt_chain(commands, {time, key, nullptr, true}, open, out, signatures);
    if (!failure) {
        state_.commit_scope();
        past_.commit_scope();
        return;
    }
    state_.roll_back_scope();
    past_.roll_back_scope();
    out.resize(start);
    record_refused_chain(commands, *failure, {time, key, nullptr, true}, open, out, signatures);
}

std::optional<Engine::ChainFailure> Engine::attempt_chain(std::span<Body const> commands,
                                                          Envelope envelope,
                                                          bool open,
                                                          std::vector<Entry>& out,
                                                          Signatures signatures) {
    auto const last = commands.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        if (i == last && open) return ChainFailure{i, Outcome::linked_event_chain_open};
        auto const mixed = check_imported_alike(commands.front(), commands[i]);
        if (mixed != Outcome::ok) return ChainFailure{i, mixed};
        Body attempt = commands[i];
        envelope.linked = i != last;
        envelope.signature = signature_at(signatures, i);
        auto const outcome = execute_step(attempt, envelope, out);
        if (outcome != Outcome::ok) return ChainFailure{i, outcome};
    }
    return std::nullopt;
}

// The failing command keeps its own reason, and so does the last of an open chain.
void Engine::record_refused_chain(std::span<Body> commands,
                                  ChainFailure failure,
                                  Envelope envelope,
                                  bool open,
                                  std::vector<Entry>& out,
                                  Signatures signatures) {
    auto const last = commands.size() - 1;
    for (std::size_t i = 0; i <= last; ++i) {
        auto outcome = i == failure.at ? failure.reason : Outcome::linked_event_failed;
        if (i == last && open) outcome = Outcome::linked_event_chain_open;
        set_outcome(commands[i], outcome);
        envelope.linked = i != last;
        envelope.signature = signature_at(signatures, i);
        auto const own = state_.next_sequence();
        record_command(std::move(commands[i]), envelope, out);
        record_signature(envelope, own, out);
    }
}

Outcome Engine::execute_step(Body& command, Envelope const& envelope, std::vector<Entry>& out) {
    consequences_.clear();
    auto const outcome = decide(command, envelope);
    TALLY_CHECK(outcome == Outcome::ok || consequences_.empty());
    auto const own = state_.next_sequence();
    record_command(std::move(command), envelope, out);
    record_signature(envelope, own, out);
    record_consequences(envelope.time, own, out);
    if (outcome == Outcome::ok) follow_up(envelope.time, own, out);
    return outcome;
}

Outcome Engine::decide(Body& command, Envelope const& envelope) {
    DecideContext const context{state_,
                                past_,
                                oracle_,
                                envelope.time,
                                state_.next_sequence(),
                                envelope.key,
                                envelope.in_chain,
                                envelope.signature};
    bool const free = envelope.key == KeyNumber{} && !is_guarded();
    return free ? ask_decider(context, command) : decide_guarded(context, command);
}

// Whether anything but its own decider may refuse a command of key 0.
bool Engine::is_guarded() const {
    auto const& access = state_.access();
    return access.guards() || !access.waiting().empty() || !state_.limits().empty();
}

// The decider is asked between the two: so a retry of what was done before is told so, whatever
// limits say by now.
Outcome Engine::decide_guarded(DecideContext const& context, Body& command) {
    auto outcome = authorize(context, command);
    auto const replay = check_replay(context);
    if (outcome == Outcome::ok && replay != Outcome::ok)
        return decide_replayed(context, command, replay);
    if (outcome == Outcome::ok) outcome = check_waiting(context, command);
    if (outcome == Outcome::ok) {
        outcome = ask_decider(context, command);
        if (outcome == Outcome::ok && is_guarded())
            outcome = guard(context, command, consequences_);
    }
    if (outcome == Outcome::ok) return outcome;
    consequences_.clear();
    set_outcome(command, outcome);
    return outcome;
}

// Signed with a nonce that was used: told of what became of it, or refused.
Outcome Engine::decide_replayed(DecideContext const& context, Body& command, Outcome refusal) {
    Body asked = command;
    auto outcome = check_waiting(context, command);
    if (outcome == Outcome::ok) outcome = ask_decider(context, command);
    consequences_.clear();
    if (!tells_of_the_past(outcome)) {
        command = std::move(asked);
        outcome = refusal;
    }
    set_outcome(command, outcome);
    return outcome;
}

Outcome Engine::ask_decider(DecideContext const& context, Body& command) {
    return std::visit(
        [&](auto& body) -> Outcome {
            if constexpr (HasOutcome<std::remove_reference_t<decltype(body)>>) {
                return body.outcome = tally::decide(context, body, consequences_);
            } else {
                check_failed("a consequence is not a command", __FILE__, __LINE__);
            }
        },
        command);
}

void Engine::follow_up(Timestamp time, Sequence cause, std::vector<Entry>& out) {
    for (;;) {
        consequences_.clear();
        DecideContext const context{state_, past_, oracle_, time, state_.next_sequence()};
        decide_triggered(context, consequences_);
        if (consequences_.empty()) return;
        record_consequences(time, cause, out);
    }
}

void Engine::record_command(Body&& command, Envelope const& envelope, std::vector<Entry>& out) {
    auto const own = state_.next_sequence();
    fold(out.emplace_back(
        own, envelope.time, own, envelope.linked, envelope.key, std::move(command)));
}

// Right behind its command, before what that leads to.
void Engine::record_signature(Envelope const& envelope, Sequence command, std::vector<Entry>& out) {
    if (envelope.signature == nullptr) [[likely]]
        return;
    auto const next = state_.next_sequence();
    fold(out.emplace_back(next, envelope.time, command, false, envelope.key, *envelope.signature));
}

void Engine::record_consequences(Timestamp time, Sequence cause, std::vector<Entry>& out) {
    for (auto& consequence : consequences_) {
        fold(out.emplace_back(
            state_.next_sequence(), time, cause, false, KeyNumber{}, std::move(consequence)));
    }
}

void Engine::fold(Entry const& entry) {
    state_.apply(entry);
    past_.observe(entry);
}

}  // namespace tally
