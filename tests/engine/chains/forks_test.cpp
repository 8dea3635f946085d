#include "tests/engine/chains/chain_world.h"
#include "tests/support/saved_state.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;
using enum ChainEffect;

using Happened = std::vector<ChainEffect>;

class ForksTest : public ::testing::Test, public ChainWorld {};

TEST_F(ForksTest, ADepositIsPendingUntilItsBlockHasItsDepthOnTopAndThenPosted) {
    observe({block(1, 1, 0, {deposit(1, 1, 100)}), block(2, 2, 1)});
    EXPECT_EQ(on(1).credits_pending, Amount{100});
    EXPECT_EQ(on(100).debits_pending, Amount{100});
    EXPECT_EQ(on(1).available(), Amount{0});
    observe({block(3, 3, 2)});
    EXPECT_EQ(last_effects(), Happened{finalized});
    EXPECT_EQ(on(1).credits_pending, Amount{0});
    EXPECT_EQ(on(1).credits_posted, Amount{100});
    EXPECT_EQ(on(100).debits_posted, Amount{100});
    EXPECT_EQ(chain().final_block()->number, 1U);
}

TEST_F(ForksTest, ABlockThatIsNoHigherThanTheTipWaitsBesideTheBranchAndDoesNothing) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1, {deposit(2, 1, 50)})});
    EXPECT_TRUE(last_effects().empty());
    EXPECT_EQ(on(1).credits_pending, Amount{100});
    EXPECT_EQ(chain().tip()->hash, hash(2));
    ASSERT_EQ(chain().side_blocks().size(), 1U);
    EXPECT_EQ(chain().side_blocks()[0]->hash, hash(12));
}

TEST_F(ForksTest, AHigherBranchTakesOverAndWhatTheDroppedBlockDidIsUndone) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1, {deposit(2, 2, 50)}), block(3, 13, 12)});
    EXPECT_EQ(last_effects(), (Happened{dropped, seen}));
    EXPECT_EQ(on(1).credits_pending, Amount{0});
    EXPECT_EQ(on(2).credits_pending, Amount{50});
    EXPECT_EQ(on(100).debits_pending, Amount{50});
    auto const reorgs = all<ChainReorganized>();
    ASSERT_EQ(reorgs.size(), 1U);
    EXPECT_EQ(reorgs[0], (ChainReorganized{ethereum_chain, hash(1), hash(2), hash(13), 1}));
}

TEST_F(ForksTest, TheSameTransferMinedElsewhereIsOneDepositThatMoved) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1), block(3, 13, 12, {deposit(1, 1, 100)})});
    EXPECT_EQ(last_effects(), Happened{moved});
    EXPECT_EQ(all<ChainEventApplied>().back().from, hash(2));
    EXPECT_EQ(on(1).credits_pending, Amount{100});
    observe({block(4, 14, 13), block(5, 15, 14)});
    EXPECT_EQ(last_effects(), Happened{finalized});
    EXPECT_EQ(on(1).credits_posted, Amount{100});
    EXPECT_EQ(on(1).credits_pending, Amount{0});
}

TEST_F(ForksTest, TheSameTransactionWithAnotherAmountIsAnotherTransfer) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1), block(3, 13, 12, {deposit(1, 1, 99)})});
    EXPECT_EQ(last_effects(), (Happened{dropped, seen}));
    EXPECT_EQ(on(1).credits_pending, Amount{99});
}

TEST_F(ForksTest, ATransferThatReturnsInALaterBlockIsSeenAnew) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1), block(3, 13, 12)});
    EXPECT_EQ(on(1).credits_pending, Amount{0});
    observe({block(4, 14, 13, {deposit(1, 1, 100)})});
    EXPECT_EQ(last_effects(), Happened{seen});
    EXPECT_EQ(on(1).credits_pending, Amount{100});
}

TEST_F(ForksTest, TheBranchMayComeBack) {
    observe({block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)})});
    observe({block(2, 12, 1, {deposit(2, 2, 50)}), block(3, 13, 12)});
    observe({block(3, 3, 2), block(4, 4, 3)});
    EXPECT_EQ(last_effects(), (Happened{dropped, seen, finalized}));
    EXPECT_EQ(on(1).credits_posted, Amount{100});
    EXPECT_EQ(on(2).credits_pending, Amount{0});
}

TEST_F(ForksTest, AForkAtTheFinalBlockItselfIsNotBelowIt) {
    observe({block(1, 1, 0), block(2, 2, 1), block(3, 3, 2)});  // block 1 is final
    observe({block(2, 12, 1), block(3, 13, 12), block(4, 14, 13)});
    EXPECT_FALSE(chain().halted());
    EXPECT_EQ(chain().tip()->hash, hash(14));
}

TEST_F(ForksTest, AForkOneBlockBelowFinalityHaltsThisChainOnly) {
    deposit_and_finalize();
    fork_below_finality();
    EXPECT_EQ(all<ChainHalted>()[0], (ChainHalted{ethereum_chain, hash(1), hash(15)}));
    EXPECT_EQ(chain().tip()->hash, hash(4));
    EXPECT_EQ(run(block(5, 5, 4)), Outcome::chain_halted);
    EXPECT_EQ(run(block(4, 4, 3)), Outcome::chain_halted);
    EXPECT_EQ(run(request(1, 1, 1)), Outcome::chain_halted);
    auto other = terms();
    other.name = *ChainName::from("other");
    ASSERT_EQ(run(other), Outcome::ok);
    auto elsewhere = block(1, 1, 0, {deposit(1, 1, 7)});
    elsewhere.chain = ChainNumber{2};
    EXPECT_EQ(run(elsewhere), Outcome::ok);
    EXPECT_EQ(on(1).credits_pending, Amount{7});
}

TEST_F(ForksTest, FollowingADeepReorgTakesBackWhatTheAccountStillHas) {
    deposit_and_finalize();
    fork_below_finality({deposit(2, 2, 30)});
    ASSERT_EQ(follow(), Outcome::ok);
    EXPECT_EQ(last_effects(), (Happened{reversed, seen, finalized}));
    EXPECT_EQ(chain().tip()->hash, hash(15));
    EXPECT_EQ(on(1).available(), Amount{0});
    EXPECT_EQ(on(200).debits_posted, Amount{0});
    EXPECT_EQ(on(2).credits_posted, Amount{30});
    EXPECT_EQ(on(100).debits_posted - on(100).credits_posted, Amount{30});
    EXPECT_EQ(run(block(6, 16, 15)), Outcome::ok);
}

TEST_F(ForksTest, WhatWasSpentBeforeADeepReorgIsTheLossOwnersLoss) {
    deposit_and_finalize();
    ASSERT_EQ(run(transfer(1, 1, 2, 70)), Outcome::ok);
    fork_below_finality();
    ASSERT_EQ(follow(), Outcome::ok);
    EXPECT_EQ(all<ChainEventApplied>().back().loss, Amount{70});
    EXPECT_EQ(on(1).available(), Amount{0});
    EXPECT_EQ(on(2).available(), Amount{70});
    EXPECT_EQ(on(200).debits_posted, Amount{70});
    EXPECT_EQ(on(100).debits_posted, on(100).credits_posted);
}

TEST_F(ForksTest, APostedDepositThatADeepReorgMinesAgainStaysPosted) {
    deposit_and_finalize();
    ASSERT_EQ(run(transfer(1, 1, 2, 70)), Outcome::ok);
    observe({block(2, 12, 1), block(3, 13, 12), block(4, 14, 13)});
    observe({block(5, 15, 14, {deposit(1, 1, 100)})});
    ASSERT_EQ(follow(), Outcome::ok);
    EXPECT_EQ(last_effects(), Happened{moved});
    EXPECT_EQ(on(1).credits_posted, Amount{100});
    EXPECT_EQ(on(200).debits_posted, Amount{0});
    observe({block(6, 16, 15), block(7, 17, 16)});
    EXPECT_TRUE(last_effects().empty());
    EXPECT_EQ(on(1).credits_posted, Amount{100});
}

TEST_F(ForksTest, APostedDepositThatMovedAndIsThenDroppedIsReversed) {
    deposit_and_finalize();
    observe({block(2, 12, 1), block(3, 13, 12), block(4, 14, 13)});
    observe({block(5, 15, 14, {deposit(1, 1, 100)})});
    ASSERT_EQ(follow(), Outcome::ok);
    observe({block(5, 25, 14), block(6, 26, 25)});
    EXPECT_EQ(last_effects(), Happened{reversed});
    EXPECT_EQ(on(1).available(), Amount{0});
}

TEST_F(ForksTest, StayingKeepsTheOldBranchUntilTheOtherGrowsAgain) {
    deposit_and_finalize();
    fork_below_finality();
    ASSERT_EQ(stay(), Outcome::ok);
    EXPECT_FALSE(chain().halted());
    EXPECT_EQ(on(1).credits_posted, Amount{100});
    observe({block(5, 5, 4)});
    EXPECT_EQ(chain().tip()->hash, hash(5));
    observe({block(6, 16, 15)});
    EXPECT_TRUE(chain().halted());
}

TEST_F(ForksTest, ALossThatNobodyCanBearKeepsTheChainHalted) {
    auto lossy = terms();
    lossy.name = *ChainName::from("lossy");
    lossy.loss_owner = OwnerId{400};
    ASSERT_EQ(run(lossy), Outcome::ok);
    auto const on_lossy = [](ObserveBlock made) {
        made.chain = ChainNumber{2};
        return made;
    };
    ResumeChain const resume{ChainNumber{2}, false, {}};
    for (auto const& each :
         {block(1, 1, 0), block(2, 2, 1, {deposit(1, 1, 100)}), block(3, 3, 2), block(4, 4, 3)})
        ASSERT_EQ(run(on_lossy(each)), Outcome::ok);
    ASSERT_EQ(run(transfer(1, 1, 2, 70)), Outcome::ok);
    for (auto const& each : {block(2, 12, 1), block(3, 13, 12), block(4, 14, 13), block(5, 15, 14)})
        ASSERT_EQ(run(on_lossy(each)), Outcome::ok);
    EXPECT_EQ(run(resume), Outcome::event_loss_account_not_found);
    auto insurance = account(400, usd, account_flag::debits_must_not_exceed_credits);
    ASSERT_EQ(run(insurance), Outcome::ok);
    EXPECT_EQ(run(resume), Outcome::exceeds_credits);
    ASSERT_EQ(run(transfer(2, 200, 400, 69)), Outcome::ok);
    EXPECT_EQ(run(resume), Outcome::exceeds_credits);
    ASSERT_EQ(run(transfer(3, 200, 400, 1)), Outcome::ok);
    EXPECT_EQ(run(resume), Outcome::ok);
    EXPECT_EQ(on(400).available(), Amount{0});
}

TEST_F(ForksTest, BlocksBelowWhatIsKeptAreRefused) {
    std::vector<ObserveBlock> long_chain{block(1, 1, 0)};
    for (std::uint64_t number = 2; number <= 70; ++number)
        long_chain.push_back(block(number, number, number - 1));
    observe(long_chain);
    // Depth 2 and 64 final ones below it: 4 is the lowest that is kept.
    EXPECT_EQ(chain().lowest(), 4U);
    EXPECT_EQ(chain().known_blocks(), 67U);
    EXPECT_EQ(run(block(3, 1003, 2)), Outcome::block_below_finality);
    EXPECT_EQ(run(block(4, 1004, 3)), Outcome::block_below_finality);
    EXPECT_EQ(run(block(5, 1005, 4)), Outcome::ok);
    EXPECT_EQ(run(block(6, 1006, 1005)), Outcome::ok);
    observe({block(71, 71, 70)});
    EXPECT_EQ(chain().find(hash(1005))->number, 5U);
    EXPECT_EQ(run(block(7, 1007, 1006)), Outcome::block_below_finality);
    observe({block(72, 72, 71)});
    EXPECT_EQ(chain().find(hash(1005)), nullptr);
}

// The ancestor is the very block that is let go by the same step.
TEST_F(ForksTest, ADeepReorgFromTheLowestBlockThatIsKeptIsFollowed) {
    std::vector<ObserveBlock> blocks{block(1, 1, 0)};
    for (std::uint64_t number = 2; number <= 67; ++number)
        blocks.push_back(block(number, number, number - 1, {deposit(number, 1, 1)}));
    std::uint64_t parent = 1;
    for (std::uint64_t number = 2; number <= 68; ++number) {
        blocks.push_back(block(number, 1000 + number, parent, {deposit(1000 + number, 2, 1)}));
        parent = 1000 + number;
    }
    observe(blocks);
    ASSERT_TRUE(chain().halted());
    ASSERT_EQ(follow(), Outcome::ok);
    EXPECT_EQ(chain().lowest(), 2U);
    EXPECT_EQ(on(1).available(), Amount{0});
    EXPECT_EQ(on(1).credits_pending, Amount{0});
    EXPECT_EQ(on(2).credits_posted, Amount{65});
    EXPECT_EQ(on(2).credits_pending, Amount{2});
}

TEST_F(ForksTest, SideBlocksAreBounded) {
    observe({block(1, 1, 0), block(2, 2, 1)});
    auto const most = chain().max_side_blocks();
    for (std::uint64_t i = 0; i < most; ++i)
        ASSERT_EQ(run(block(2, 1000 + i, 1)), Outcome::ok);
    EXPECT_EQ(run(block(2, 5000, 1)), Outcome::block_limit_reached);
    EXPECT_EQ(run(block(3, 3, 2)), Outcome::ok);
}

// --- Escrows seen on a chain

TEST_F(ForksTest, AnEscrowsEventIsRecordedAndMovesNothing) {
    CreateEscrow escrow;
    escrow.id = EscrowId{5};
    escrow.buyer = OwnerId{1};
    escrow.seller = OwnerId{2};
    escrow.asset = usd;
    escrow.amount = Amount{10};
    escrow.attestors.resize(1);
    escrow.attestors[0].bytes[0] = 1;
    escrow.quorum = 1;
    escrow.refund_after = harness_.later(3600);
    ASSERT_EQ(run(escrow), Outcome::ok);
    auto const funded = event(ChainEventType::escrow_funded, 1, 5, 10);
    observe({block(1, 1, 0, {funded, event(ChainEventType::escrow_released, 2, 6, 10)})});
    EXPECT_EQ(last_effects(), (Happened{seen, unmatched}));
    observe({block(2, 2, 1), block(3, 3, 2)});
    EXPECT_EQ(last_effects(), Happened{finalized});
    EXPECT_EQ(on(1).credits_posted, Amount{0});
    EXPECT_EQ(on(100).debits_posted, Amount{0});
}

// --- Chains of commands, snapshots

TEST_F(ForksTest, AChainOfCommandsThatFailsLeavesTheTreeAsItWas) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    observe({block(5, 5, 4, {paid(9, 1, 40)}), block(5, 15, 4)});
    auto const before = saved(harness_.state());
    auto other = terms();
    other.name = *ChainName::from("other");
    auto const outcomes = harness_.run_chain({other,
                                              block(6, 16, 15, {deposit(7, 2, 1)}),
                                              request(2, 1, 10),
                                              block(7, 17, 16, {paid(10, 2, 10)}),
                                              cancel(2)});
    EXPECT_EQ(outcomes.back(), Outcome::withdrawal_already_seen);
    EXPECT_EQ(saved(harness_.state()), before);
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::seen);
    observe({block(6, 16, 15, {deposit(7, 2, 1)})});
    EXPECT_EQ(withdrawal_state(1), WithdrawalState::requested);
}

TEST_F(ForksTest, AChainOfCommandsThatResumesAndFailsIsTakenBackWhole) {
    deposit_and_finalize();
    fork_below_finality({deposit(1, 1, 100)});
    auto const before = saved(harness_.state());
    auto const outcomes =
        harness_.run_chain({ResumeChain{ethereum_chain, false, {}}, block(6, 16, 15), cancel(9)});
    EXPECT_EQ(outcomes.back(), Outcome::withdrawal_not_found);
    EXPECT_EQ(saved(harness_.state()), before);
    EXPECT_TRUE(chain().halted());
}

TEST_F(ForksTest, SavedBytesThatAreCutShortAreNotLoaded) {
    deposit_and_finalize();
    ASSERT_EQ(run(request(1, 1, 40)), Outcome::ok);
    auto const bytes = saved(harness_.state(), ProjectionKind::chains);
    for (std::size_t size = 0; size < bytes.size(); size += 11) {
        State loaded;
        Bytes const part{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
        BytesSource source{part};
        EXPECT_FALSE(loaded.load(ProjectionKind::chains, source)) << size;
    }
}

}  // namespace
}  // namespace tally
