#pragma once

#include "engine/chains/decide.h"
#include "tests/engine/ledger/ledger_commands.h"
#include "tests/support/engine_harness.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace tally::testing {

inline constexpr ChainNumber ethereum_chain{1};

inline Hash32 hash(std::uint64_t label) {
    Hash32 made;
    for (std::size_t i = 0; i < 8; ++i)
        made.bytes[31 - i] = static_cast<std::uint8_t>(label >> (8 * i));
    return made;
}

inline ChainEvent event(ChainEventType type,
                        std::uint64_t transaction,
                        uint128 subject,
                        uint128 units) {
    return {type, hash(transaction), 0, subject, usd, Amount{units}};
}

inline ChainEvent deposit(std::uint64_t transaction, std::uint64_t account, uint128 units) {
    return event(ChainEventType::deposit, transaction, account, units);
}

inline ChainEvent paid(std::uint64_t transaction, std::uint64_t withdrawal, uint128 units) {
    return event(ChainEventType::withdrawal, transaction, withdrawal, units);
}

// A block is named by a label, its hash; a parent of 0 is unknown to everybody.
inline ObserveBlock block(std::uint64_t number,
                          std::uint64_t label,
                          std::uint64_t parent,
                          std::vector<ChainEvent> events = {}) {
    ObserveBlock made;
    made.chain = ethereum_chain;
    made.number = number;
    made.hash = hash(label);
    made.parent = hash(parent);
    made.timestamp = Timestamp{number * ns_per_second};
    made.events = std::move(events);
    return made;
}

inline RequestWithdrawal request(std::uint64_t id, std::uint64_t account, uint128 units) {
    RequestWithdrawal command;
    command.id = WithdrawalId{id};
    command.account = AccountId{account};
    command.chain = ethereum_chain;
    command.asset = usd;
    command.amount = Amount{units};
    command.destination.bytes[31] = 0xDE;
    return command;
}

inline CancelWithdrawal cancel(std::uint64_t id) {
    return {WithdrawalId{id}, Outcome::ok};
}

// Custody (100), the bearer of losses (200), two customers (1, 2), and a chain whose blocks are
// final with `depth` blocks on top.
class ChainWorld {
public:
    explicit ChainWorld(std::uint32_t depth = 2) {
        EXPECT_EQ(run(asset("USD", 2)), Outcome::ok);
        for (std::uint64_t const id : {100U, 200U, 1U, 2U})
            EXPECT_EQ(run(account(id)), Outcome::ok);
        EXPECT_EQ(run(terms(depth)), Outcome::ok);
    }

    [[nodiscard]] static CreateChain terms(std::uint32_t depth = 2) {
        CreateChain command;
        command.name = *ChainName::from("ethereum");
        command.finality_depth = depth;
        command.custody_owner = OwnerId{100};
        command.loss_owner = OwnerId{200};
        return command;
    }

    Outcome run(Body command) { return harness_.run(std::move(command)); }

    // Observes blocks of which each must be taken.
    void observe(std::vector<ObserveBlock> const& blocks) {
        for (auto const& each : blocks)
            EXPECT_EQ(run(each), Outcome::ok) << "block " << each.number;
    }

    // Blocks 1-2-3-4 with final 1 and 2; the deposit of 100 to account 1 is in block 2.
    void deposit_and_finalize() {
        observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)}), block(3, 3, 2)});
        observe({block(4, 4, 3)});
        EXPECT_EQ(on(1).credits_posted, Amount{100});
    }

    // A branch 2'-3'-4'-5' from block 1, which reaches below what is final: its last block halts.
    void fork_below_finality(std::vector<ChainEvent> const& events = {}) {
        observe({block(2, 12, 1, events), block(3, 13, 12), block(4, 14, 13), block(5, 15, 14)});
        EXPECT_TRUE(chain().halted());
    }

    Outcome follow() { return run(ResumeChain{ethereum_chain, false, {}}); }

    Outcome stay() { return run(ResumeChain{ethereum_chain, true, {}}); }

    [[nodiscard]] Chain const& chain() const {
        return *harness_.state().chains().find(ethereum_chain);
    }

    [[nodiscard]] Account const& on(std::uint64_t id) const { return harness_.account(id); }

    [[nodiscard]] WithdrawalState withdrawal_state(std::uint64_t id) const {
        return harness_.state().chains().withdrawal(WithdrawalId{id})->state;
    }

    // What the events of the last command did, as their effects in order.
    [[nodiscard]] std::vector<ChainEffect> last_effects() const {
        std::vector<ChainEffect> effects;
        for (auto const& entry : harness_.entries())
            if (entry.cause == harness_.entries().back().cause)
                if (auto const* applied = std::get_if<ChainEventApplied>(&entry.body))
                    effects.push_back(applied->effect);
        return effects;
    }

    template <class Kind>
    [[nodiscard]] std::vector<Kind> all() const {
        std::vector<Kind> found;
        for (auto const& entry : harness_.entries())
            if (auto const* body = std::get_if<Kind>(&entry.body)) found.push_back(*body);
        return found;
    }

    EngineHarness harness_;
};

}  // namespace tally::testing
