#include "engine/engine.h"

#include "engine/chains/decide.h"
#include "engine/control/decide.h"
#include "engine/escrows/decide.h"
#include "engine/ledger/decide.h"
#include "engine/markets/decide.h"
#include "journal/vocabulary/check.h"

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

}  // namespace

Engine::Engine(State& state, Past& past, AttestationOracle const& oracle)
    : state_(state), past_(past), oracle_(oracle) {}

Outcome Engine::execute(Body command, Timestamp time, std::vector<Entry>& out) {
    return execute_step(command, time, false, out);
}

void Engine::execute_chain(std::span<Body> commands,
                           Timestamp time,
                           bool open,
                           std::vector<Entry>& out) {
    TALLY_CHECK(!commands.empty());
    auto const start = out.size();
    state_.open_scope(commands.size());
    past_.open_scope();
    auto reason = Outcome::linked_event_chain_open;
    std::size_t failed = commands.size() - 1;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        bool const last = i + 1 == commands.size();
        if (last && open) break;
        Body attempt = commands[i];
        auto const outcome = execute_step(attempt, time, !last, out);
        if (last && outcome == Outcome::ok) {
            state_.commit_scope();
            past_.commit_scope();
            return;
        }
        if (outcome == Outcome::ok) continue;
        reason = outcome;
        failed = i;
        break;
    }
    state_.roll_back_scope();
    past_.roll_back_scope();
    out.resize(start);
    record_refused_chain(commands, failed, reason, time, out);
}

void Engine::record_refused_chain(std::span<Body> commands,
                                  std::size_t failed,
                                  Outcome reason,
                                  Timestamp time,
                                  std::vector<Entry>& out) {
    for (std::size_t i = 0; i < commands.size(); ++i) {
        set_outcome(commands[i], i == failed ? reason : Outcome::linked_event_failed);
        auto const own = state_.next_sequence();
        record(std::move(commands[i]), time, own, i + 1 < commands.size(), out);
    }
}

Outcome Engine::execute_step(Body& command, Timestamp time, bool linked, std::vector<Entry>& out) {
    TALLY_CHECK(is_command(command));
    consequences_.clear();
    auto const outcome = decide(command, time);
    TALLY_CHECK(outcome == Outcome::ok || consequences_.empty());
    set_outcome(command, outcome);
    auto const own = state_.next_sequence();
    record(std::move(command), time, own, linked, out);
    for (auto& consequence : consequences_) record(std::move(consequence), time, own, false, out);
    if (outcome == Outcome::ok) follow_up(time, own, out);
    return outcome;
}

Outcome Engine::decide(Body& command, Timestamp time) {
    DecideContext const context{state_, past_, oracle_, time, state_.next_sequence()};
    return std::visit(
        [&](auto& body) -> Outcome {
            if constexpr (HasOutcome<std::remove_reference_t<decltype(body)>>) {
                return tally::decide(context, body, consequences_);
            } else {
                TALLY_CHECK(!"a consequence is not a command");
                return Outcome::ok;
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
        for (auto& consequence : consequences_)
            record(std::move(consequence), time, cause, false, out);
    }
}

void Engine::record(Body body,
                    Timestamp time,
                    Sequence cause,
                    bool linked,
                    std::vector<Entry>& out) {
    out.push_back(Entry{state_.next_sequence(), time, cause, linked, std::move(body)});
    state_.apply(out.back());
    past_.observe(out.back());
}

}  // namespace tally
