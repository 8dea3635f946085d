#include "tests/engine/chains/chain_world.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;
using enum ChainEffect;

using Happened = std::vector<ChainEffect>;

class WithdrawalTest : public ::testing::Test, public ChainWorld {};

TEST_F(WithdrawalTest, AWithdrawalIsHeldThenSeenThenPosted) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    EXPECT_EQ(on(1).held, Amount{40});
    EXPECT_EQ(on(1).available(), Amount{60});
    observe({block(5, 5, 4, {paid(9, 1, 40)})});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::seen);
    EXPECT_EQ(on(1).held, Amount{40});
    EXPECT_EQ(run(cancel(1)), Outcome::withdrawal_already_seen);
    observe({block(6, 6, 5), block(7, 7, 6)});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::finalized);
    EXPECT_EQ(on(1).held, Amount{0});
    EXPECT_EQ(on(1).available(), Amount{60});
    EXPECT_EQ(on(100).debits_posted - on(100).credits_posted, Amount{60});
    EXPECT_EQ(run(cancel(1)), Outcome::withdrawal_already_final);
}

TEST_F(WithdrawalTest, ADroppedPaymentIsWantedAgainAndMayBePaidByAnotherTransaction) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    observe({block(5, 5, 4, {paid(9, 1, 40)}), block(5, 15, 4), block(6, 16, 15)});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::requested);
    EXPECT_EQ(on(1).held, Amount{40});
    observe({block(7, 17, 16, {paid(10, 1, 40)})});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::seen);
    EXPECT_EQ(harness_.state().chains().withdrawal(WithdrawalId{1})->transaction, hash(10));
}

TEST_F(WithdrawalTest, APaymentByAnotherTransactionOnTheNewBranchIsSeenInTheSameStep) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    observe(
        {block(5, 5, 4, {paid(9, 1, 40)}), block(5, 15, 4), block(6, 16, 15, {paid(10, 1, 40)})});
    EXPECT_EQ(last_effects(), (Happened{dropped, seen}));
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::seen);
}

TEST_F(WithdrawalTest, ACancelledWithdrawalGivesBackItsHold) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    ASSERT_EQ(run(cancel(1)), Outcome::ok);
    EXPECT_EQ(on(1).available(), Amount{100});
    EXPECT_EQ(run(cancel(1)), Outcome::withdrawal_already_cancelled);
}

TEST_F(WithdrawalTest, APaymentThatMatchesNothingIsAnAlarmAndMovesNothing) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    ASSERT_EQ(run(request(2, 1, 10)), Outcome::ok);
    ASSERT_EQ(run(cancel(2)), Outcome::ok);
    auto const held = on(1).held;
    observe({block(5, 5, 4, {paid(9, 3, 40), paid(10, 1, 41), paid(11, 2, 10)})});
    EXPECT_EQ(last_effects(), (Happened{unmatched, unmatched, unmatched}));
    EXPECT_EQ(on(1).held, held);
    observe({block(6, 6, 5, {paid(12, 1, 40), paid(13, 1, 40)})});
    EXPECT_EQ(last_effects(), (Happened{seen, unmatched}));
    observe({block(7, 7, 6), block(8, 8, 7)});
    EXPECT_EQ(last_effects(), Happened{finalized});
    EXPECT_EQ(on(1).available(), Amount{60});
}

TEST_F(WithdrawalTest, AnAlarmIsJudgedAnewWhenItsBlockIsReplaced) {
    deposit_and_finalize();
    observe({block(5, 5, 4, {paid(9, 1, 40)})});
    EXPECT_EQ(last_effects(), Happened{unmatched});
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    observe({block(5, 15, 4), block(6, 16, 15, {paid(9, 1, 40)})});
    EXPECT_EQ(last_effects(), (Happened{dropped, seen}));
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::seen);
}

TEST_F(WithdrawalTest, AFinalPaymentThatADeepReorgDropsIsWantedAgain) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    observe({block(5, 5, 4, {paid(9, 1, 40)}), block(6, 6, 5), block(7, 7, 6), block(8, 8, 7)});
    observe({block(5, 15, 4), block(6, 16, 15), block(7, 17, 16), block(8, 18, 17)});
    observe({block(9, 19, 18)});
    ASSERT_TRUE(chain().halted());
    EXPECT_EQ(run(cancel(1)), Outcome::withdrawal_already_final);
    ASSERT_EQ(follow(), Outcome::ok);
    EXPECT_EQ(last_effects(), Happened{reversed});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::requested);
    EXPECT_EQ(on(1).held, Amount{40});
    EXPECT_EQ(on(1).available(), Amount{60});
    EXPECT_EQ(on(100).debits_posted - on(100).credits_posted, Amount{100});
}

TEST_F(WithdrawalTest, AHaltedChainCancelsNothing) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    fork_below_finality();
    EXPECT_EQ(run(cancel(1)), Outcome::chain_halted);
    ASSERT_EQ(stay(), Outcome::ok);
    EXPECT_EQ(run(cancel(1)), Outcome::ok);
}

}  // namespace
}  // namespace tally
