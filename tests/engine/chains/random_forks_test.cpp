#include "tests/engine/chains/chain_world.h"
#include "tests/engine/chains/naive_chain.h"
#include "tests/support/saved_state.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rapidcheck.h>

namespace tally {
namespace {

using namespace testing;

constexpr std::uint64_t accounts[]{100, 200, 1, 2};

std::uint64_t draw(std::uint64_t below) {
    return *rc::gen::resize(100, rc::gen::inRange<std::uint64_t>(0, below));
}

// A history of random forks, told to the engine and to the naive model alike.
class RandomForks {
public:
    explicit RandomForks(std::uint32_t depth) : world_(depth), model_(depth) {}

    void step() {
        auto const choice = draw(100);
        if (model_.halted() && choice < 60) return resume();
        if (choice < 55) return observe_new();
        if (choice < 65) return observe_again();
        if (choice < 75) return request_one();
        if (choice < 82) return cancel_one();
        if (choice < 92) return spend();
        fail_in_a_chain();
    }

    void check() const {
        auto const sums = model_.sums();
        auto const& custody = world_.on(100);
        RC_ASSERT(custody.debits_pending.units() == sums.custody_pending);
        RC_ASSERT(custody.debits_posted.units() - custody.credits_posted.units() ==
                  sums.custody_in - sums.custody_out);
        for (std::uint64_t const id : {1U, 2U})
            check_customer(id, sums);
        RC_ASSERT(world_.on(200).debits_posted.units() == all_losses());
        check_parts();
    }

    // The record alone: balances at every entry, and a state that was saved half-way and loaded.
    void check_record() const {
        auto const& entries = world_.harness_.entries();
        auto const half = static_cast<std::size_t>(draw(entries.size()));
        auto folded = std::make_unique<State>();
        for (std::size_t i = 0; i < entries.size(); ++i) {
            folded->apply(entries[i]);
            check_balanced(folded->ledger());
            if (i == half) folded = reloaded(*folded);
        }
        RC_ASSERT(saved(*folded) == saved(world_.harness_.state()));
    }

    void classify() const {
        RC_CLASSIFY(!world_.all<ChainReorganized>().empty(), "reorganized");
        RC_CLASSIFY(!world_.all<ChainHalted>().empty(), "halted");
        RC_CLASSIFY(all_losses() != 0, "loss");
        for (auto const& applied : world_.all<ChainEventApplied>())
            seen_[applied.effect] = true;
        RC_CLASSIFY(seen_[ChainEffect::moved], "moved");
        RC_CLASSIFY(seen_[ChainEffect::reversed], "reversed");
        RC_CLASSIFY(seen_[ChainEffect::unmatched], "alarm");
    }

private:
    // Mostly near the tip, so that forks compete.
    std::uint64_t some_parent() const {
        std::vector<std::uint64_t> near;
        auto const top = model_.blocks().at(model_.tip()).number;
        auto const reach = draw(10) == 0 ? 8U : 2U;
        for (auto const& [label, block] : model_.blocks())
            if (block.number + reach >= top) near.push_back(label);
        return draw(2) == 0 ? near.back() : near[draw(near.size())];
    }

    std::vector<ChainEvent> some_events(std::uint64_t parent) {
        std::vector<ChainEvent> events;
        for (auto count = draw(4); count != 0; --count) {
            auto const number = 1 + draw(40);
            // The low ones pay a withdrawal, the others a customer; content follows from the name.
            auto made = number <= 12 ? paid(number, 1 + number % 6, 10 + number % 6)
                                     : deposit(number, 1 + number % 2, 5 * number);
            if (number == 40) made.amount = Amount{1 + draw(3)};
            bool const twice = std::any_of(events.begin(), events.end(), [&](auto const& e) {
                return e.transaction == made.transaction;
            });
            if (!twice && !model_.has(parent, made)) events.push_back(made);
        }
        return events;
    }

    void observe_new() {
        auto const label = ++last_label_;
        NaiveChain::Block told{1, 0, {}};
        if (model_.tip() != 0) {
            told.parent = some_parent();
            told.number = model_.blocks().at(told.parent).number + 1;
        }
        told.events = some_events(told.parent);
        auto const command = block(told.number, label, told.parent, told.events);
        if (model_.halted()) {
            RC_ASSERT(world_.run(command) == Outcome::chain_halted);
            return;
        }
        RC_ASSERT(world_.run(command) == Outcome::ok);
        auto const answer = model_.observe(label, told);
        RC_ASSERT(world_.chain().halted() == (answer == NaiveChain::Answer::halted));
        RC_ASSERT(world_.chain().tip()->hash == hash(model_.tip()));
    }

    void observe_again() {
        if (model_.tip() == 0 || model_.halted()) return;
        auto at = model_.blocks().begin();
        std::advance(at, static_cast<std::ptrdiff_t>(draw(model_.blocks().size())));
        auto const& known = at->second;
        auto const before = saved(world_.harness_.state(), ProjectionKind::chains);
        RC_ASSERT(world_.run(block(known.number, at->first, known.parent, known.events)) ==
                  Outcome::block_already_known);
        RC_ASSERT(saved(world_.harness_.state(), ProjectionKind::chains) == before);
    }

    void resume() {
        bool const stay = draw(3) == 0;
        RC_ASSERT(world_.run(ResumeChain{ethereum_chain, stay, {}}) == Outcome::ok);
        model_.resume(stay);
    }

    void request_one() {
        auto const id = 1 + draw(6);
        auto const account = 1 + draw(2);
        if (world_.run(request(id, account, 10 + id % 6)) != Outcome::ok) return;
        model_.request(id, account, 10 + id % 6);
    }

    void cancel_one() {
        auto const id = 1 + draw(6);
        if (world_.run(cancel(id)) == Outcome::ok) model_.cancel(id);
    }

    void spend() {
        auto const from = 1 + draw(2);
        auto const free = static_cast<std::uint64_t>(world_.on(from).available().units());
        if (free == 0) return;
        auto const units = 1 + draw(free);
        RC_ASSERT(world_.run(transfer(++transfers_, from, 3 - from, units)) == Outcome::ok);
        given_[from] += units;
        given_[3 - from] -= units;
    }

    // Whatever a chain of commands does before it fails is taken back.
    void fail_in_a_chain() {
        auto const before = saved(world_.harness_.state());
        std::vector<Body> commands;
        if (model_.halted()) commands.push_back(ResumeChain{ethereum_chain, false, {}});
        if (model_.tip() != 0) {
            auto const parent = some_parent();
            auto const number = model_.blocks().at(parent).number + 1;
            commands.push_back(block(number, 9999, parent, some_events(parent)));
        }
        commands.push_back(cancel(77));
        auto const outcomes = world_.harness_.run_chain(commands);
        RC_ASSERT(outcomes.back() == Outcome::withdrawal_not_found ||
                  outcomes.back() == Outcome::linked_event_failed);
        RC_ASSERT(saved(world_.harness_.state()) == before);
    }

    void check_customer(std::uint64_t id, NaiveChain::Sums const& sums) const {
        auto const get = [id](std::map<uint128, uint128> const& of) {
            auto const found = of.find(id);
            return found == of.end() ? uint128{0} : found->second;
        };
        auto const& account = world_.on(id);
        RC_ASSERT(account.credits_pending.units() == get(sums.pending));
        RC_ASSERT(account.held.units() == get(sums.held));
        // What the chain says, less what was given away, plus what others lost in its place.
        auto const owns = get(sums.posted) - get(sums.withdrawn) - given(id) + losses_of(id);
        RC_ASSERT(account.credits_posted.units() - account.debits_posted.units() == owns);
        RC_ASSERT(account.credits_posted >= account.all_debits());
    }

    // The projections' own account of what they hold and reserve.
    void check_parts() const {
        std::map<std::uint32_t, uint128> held;
        std::map<std::uint32_t, uint128> pending;
        auto const& ledger = world_.harness_.ledger();
        auto const& chains = world_.harness_.state().chains();
        chains.for_each_hold(
            [&](AccountHandle at, Amount units) { held[at.value] += units.units(); });
        chains.for_each_pending([&](AccountHandle, AccountHandle at, Amount units) {
            pending[at.value] += units.units();
        });
        for (auto const id : accounts) {
            auto const handle = ledger.find(AccountId{id});
            RC_ASSERT(ledger.account(handle).held.units() == held[handle.value]);
            RC_ASSERT(ledger.account(handle).credits_pending.units() == pending[handle.value]);
        }
    }

    static void check_balanced(Ledger const& ledger) {
        uint128 posted = 0;
        uint128 pending = 0;
        for (std::uint32_t i = 0; i < ledger.account_count(); ++i) {
            auto const& account = ledger.account(AccountHandle{i});
            posted += account.debits_posted.units() - account.credits_posted.units();
            pending += account.debits_pending.units() - account.credits_pending.units();
        }
        RC_ASSERT(posted == uint128{0});
        RC_ASSERT(pending == uint128{0});
    }

    static std::unique_ptr<State> reloaded(State const& state) {
        auto loaded = std::make_unique<State>();
        for (auto const kind : State::kinds) {
            auto const bytes = saved(state, kind);
            BytesSource source{bytes};
            RC_ASSERT(loaded->load(kind, source));
            RC_ASSERT(source.at_end());
        }
        loaded->restore_position(state.next_sequence(), state.last_time());
        RC_ASSERT(saved(*loaded) == saved(state));
        return loaded;
    }

    // Modulo 2^128: what was received is a negative gift.
    [[nodiscard]] uint128 given(std::uint64_t id) const {
        auto const found = given_.find(id);
        return found == given_.end() ? uint128{0} : found->second;
    }

    [[nodiscard]] uint128 losses_of(std::uint64_t id) const {
        uint128 sum = 0;
        for (auto const& applied : world_.all<ChainEventApplied>())
            if (applied.event.subject == id) sum += applied.loss.units();
        return sum;
    }

    [[nodiscard]] uint128 all_losses() const { return losses_of(1) + losses_of(2); }

    ChainWorld world_;
    NaiveChain model_;
    std::uint64_t last_label_ = 0;
    std::uint64_t transfers_ = 0;
    std::map<std::uint64_t, uint128> given_;
    mutable std::map<ChainEffect, bool> seen_;
};

RC_GTEST_PROP(RandomForksTest, BalancesFollowFromTheFinalChainAlone, ()) {
    RandomForks history{static_cast<std::uint32_t>(1 + draw(4))};
    auto const steps = 10 + draw(60);
    for (std::uint64_t i = 0; i < steps; ++i) {
        history.step();
        history.check();
    }
    history.check_record();
    history.classify();
}

}  // namespace
}  // namespace tally
