#include "tests/engine/ledger/transfer_world.h"
#include "tests/support/saved_state.h"

namespace tally {
namespace {

using namespace testing;

class ChainTest : public TransferWorld {
protected:
    using Outcomes = std::vector<Outcome>;

    // Runs a chain that must be refused, and that must leave no trace but its entries.
    Outcomes run_refused(std::vector<Body> commands, bool cut_off = false) {
        auto const before = saved(harness_.state());
        auto const outcomes = harness_.run_chain(std::move(commands), cut_off);
        EXPECT_EQ(saved(harness_.state()), before);
        return outcomes;
    }
};

constexpr auto failed = Outcome::linked_event_failed;

TEST_F(ChainTest, AllOfAChainIsDoneAtOneMoment) {
    EXPECT_EQ(harness_.run_chain({account(40), transfer(1, alice, 40, 5), transfer(2, 40, bob, 5)}),
              (Outcomes{Outcome::ok, Outcome::ok, Outcome::ok}));
    EXPECT_EQ(harness_.account(40).credits_posted, amount(5));
    auto const& entries = harness_.entries();
    EXPECT_EQ(entries[entries.size() - 3].time, entries.back().time);
    EXPECT_TRUE(entries[entries.size() - 2].linked);
    EXPECT_FALSE(entries.back().linked);
}

TEST_F(ChainTest, OneFailureFailsAllAndKeepsItsReason) {
    EXPECT_EQ(run_refused({account(40),
                           transfer(1, alice, 40, 5),
                           transfer(2, no_credits, bob, 5),
                           transfer(3, alice, bob, 5)}),
              (Outcomes{failed, failed, Outcome::exceeds_credits, failed}));
    EXPECT_EQ(run_refused({transfer(4, 99, bob, 1), transfer(5, alice, bob, 1)}),
              (Outcomes{Outcome::debit_account_not_found, failed}));
    EXPECT_EQ(run_refused({transfer(6, alice, bob, 1), transfer(6, alice, bob, 1)}),
              (Outcomes{failed, Outcome::exists}));
}

TEST_F(ChainTest, OnlyTheMemberThatFailedByItselfIsBurnt) {
    run_refused({transfer(1, alice, bob, 5), transfer(2, no_credits, bob, 5), post(3, 99)});
    EXPECT_EQ(run(transfer(1, alice, bob, 5)), Outcome::ok);
    EXPECT_EQ(run(transfer(2, alice, bob, 5)), Outcome::id_already_failed);
    EXPECT_EQ(run(transfer(3, alice, bob, 5)), Outcome::ok);
}

TEST_F(ChainTest, AnOpenChainSaysSoOnItsLastCommand) {
    auto const chain_open = Outcome::linked_event_chain_open;
    EXPECT_EQ(run_refused({transfer(1, alice, bob, 5)}, true), (Outcomes{chain_open}));
    EXPECT_EQ(run_refused({transfer(1, alice, bob, 5), transfer(2, alice, bob, 5)}, true),
              (Outcomes{failed, chain_open}));
    EXPECT_EQ(run_refused({transfer(3, alice, alice, 5), transfer(2, alice, bob, 5)}, true),
              (Outcomes{Outcome::accounts_must_be_different, chain_open}));
    EXPECT_EQ(run(transfer(1, alice, bob, 5)), Outcome::ok);
}

TEST_F(ChainTest, ImportedEventsDoNotMixWithOthers) {
    CreateTransfer imported = transfer(1, alice, bob, 5);
    import_at(imported, Timestamp{last_transfer_.ns + 1});
    EXPECT_EQ(run_refused({imported, transfer(2, alice, bob, 5)}),
              (Outcomes{failed, Outcome::imported_event_expected}));
    EXPECT_EQ(run_refused({transfer(2, alice, bob, 5), imported}),
              (Outcomes{failed, Outcome::imported_event_not_expected}));
    CreateTransfer second = imported;
    second.id = TransferId{3};
    EXPECT_EQ(run_refused({imported, second}),
              (Outcomes{failed, Outcome::imported_event_timestamp_must_not_regress}));
    second.timestamp.ns += 1;
    EXPECT_EQ(harness_.run_chain({imported, second}), (Outcomes{Outcome::ok, Outcome::ok}));
}

TEST_F(ChainTest, PendingTransfersOfARefusedChainNeverWere) {
    auto const outcomes = run_refused({reserve(1, alice, bob, 5, 10),
                                       void_of(2, open),
                                       post(3, 1),
                                       reserve(4, alice, bob, 1, 5),
                                       post(5, on_closed_debit)});
    EXPECT_EQ(outcomes.back(), Outcome::debit_account_already_closed);
    EXPECT_EQ(harness_.state().next_due(), never);
    EXPECT_EQ(run(post(6, 1)), Outcome::pending_transfer_not_found);
    EXPECT_EQ(run(post(7, open)), Outcome::ok);
}

// Many new accounts make the indexes grow inside of the scope.
TEST_F(ChainTest, ALongChainIsTakenBackWhole) {
    std::vector<Body> commands;
    for (std::uint64_t id = 100'000; id < 101'000; ++id) {
        commands.emplace_back(account(id));
        commands.emplace_back(reserve(id, id, bob, 1, 60));
    }
    commands.emplace_back(transfer(1, alice, alice, 1));
    auto const outcomes = run_refused(commands);
    EXPECT_EQ(outcomes.back(), Outcome::accounts_must_be_different);
    commands.pop_back();
    EXPECT_EQ(harness_.run_chain(commands).back(), Outcome::ok);
    EXPECT_EQ(harness_.account(100'500).debits_pending, amount(1));
}

}  // namespace
}  // namespace tally
