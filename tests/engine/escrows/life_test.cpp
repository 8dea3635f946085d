#include "tests/engine/escrows/escrow_world.h"
#include "tests/support/saved_state.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;

class LifeWorld : public EscrowWorld {
public:
    // Brings a fresh escrow to a state, with quorum for both actions where it can have one.
    void bring_to(EscrowState state) {
        EXPECT_EQ(harness_.run(terms()), Outcome::ok);
        if (state == EscrowState::created) return;
        EXPECT_EQ(harness_.run(FundEscrow{escrow_id, {}}), Outcome::ok);
        reach_quorum(EscrowAction::release);
        Outcome outcome = Outcome::ok;
        if (state == EscrowState::disputed)
            outcome = harness_.run(DisputeEscrow{escrow_id, OwnerId{7}, {}});
        if (state == EscrowState::released)
            outcome = harness_.run_at(ReleaseEscrow{escrow_id, {}}, release_after);
        if (state == EscrowState::refunded)
            outcome = harness_.run_at(RefundEscrow{escrow_id, {}}, refund_after);
        EXPECT_EQ(outcome, Outcome::ok);
    }

    [[nodiscard]] Outcome at(Timestamp time, Body command) {
        return harness_.run_at(std::move(command), time);
    }
};

class EscrowLifeTest : public ::testing::Test, public LifeWorld {};

constexpr Timestamp before(Timestamp moment) {
    return Timestamp{moment.ns - 1};
}

Body resolve(EscrowAction action) {
    return ResolveEscrow{escrow_id, action, {}};
}

struct StepCase {
    EscrowState state;
    Outcome fund;
    Outcome attest;
    Outcome release;
    Outcome refund;
    Outcome dispute;
    Outcome resolve;
};

// Every command in every state, at a moment when the timelock of a release has passed.
constexpr StepCase step_cases[] = {
    {EscrowState::created,
     Outcome::ok,
     Outcome::escrow_not_funded,
     Outcome::escrow_not_funded,
     Outcome::escrow_not_funded,
     Outcome::escrow_not_funded,
     Outcome::escrow_not_disputed},
    {EscrowState::funded,
     Outcome::escrow_already_funded,
     Outcome::ok,
     Outcome::ok,
     Outcome::refund_timelock_not_passed,
     Outcome::ok,
     Outcome::escrow_not_disputed},
    {EscrowState::disputed,
     Outcome::escrow_already_funded,
     Outcome::ok,
     Outcome::escrow_disputed,
     Outcome::escrow_disputed,
     Outcome::already_disputed,
     Outcome::ok},
    {EscrowState::released,
     Outcome::escrow_already_released,
     Outcome::escrow_already_released,
     Outcome::escrow_already_released,
     Outcome::escrow_already_released,
     Outcome::escrow_already_released,
     Outcome::escrow_already_released},
    {EscrowState::refunded,
     Outcome::escrow_already_refunded,
     Outcome::escrow_already_refunded,
     Outcome::escrow_already_refunded,
     Outcome::escrow_already_refunded,
     Outcome::escrow_already_refunded,
     Outcome::escrow_already_refunded},
};

TEST_F(EscrowLifeTest, EveryCommandIsAnsweredByTheStateThatTheEscrowIsIn) {
    for (auto const& test : step_cases) {
        SCOPED_TRACE(name_of(test.state));
        std::vector<std::pair<Body, Outcome>> const steps{
            {FundEscrow{escrow_id, {}}, test.fund},
            {ReleaseEscrow{escrow_id, {}}, test.release},
            {RefundEscrow{escrow_id, {}}, test.refund},
            {DisputeEscrow{escrow_id, OwnerId{8}, {}}, test.dispute},
            {resolve(EscrowAction::release), test.resolve},
        };
        for (auto const& [command, outcome] : steps) {
            LifeWorld fresh;
            fresh.bring_to(test.state);
            auto const time = std::max(release_after, fresh.harness_.later(1));
            EXPECT_EQ(fresh.at(time, command), outcome) << kind_name(command);
        }
        LifeWorld fresh;
        fresh.bring_to(test.state);
        EXPECT_EQ(fresh.harness_.run(fresh.attest(2)), test.attest);
    }
}

TEST_F(EscrowLifeTest, AnEscrowThatIsNotThereIsAnsweredSo) {
    std::vector<Body> const commands{FundEscrow{escrow_id, {}},
                                     AttestEscrow{escrow_id, {}, {}, {}, {}, {}},
                                     ReleaseEscrow{escrow_id, {}},
                                     RefundEscrow{escrow_id, {}},
                                     DisputeEscrow{escrow_id, {}, {}},
                                     resolve(EscrowAction::refund)};
    for (auto const& command : commands)
        EXPECT_EQ(harness_.run(command), Outcome::escrow_not_found) << kind_name(command);
}

TEST_F(EscrowLifeTest, AReleasePaysTheSellerOnceAndLeavesNoHold) {
    create_and_fund();
    EXPECT_EQ(harness_.account(7).held, Amount{100});
    EXPECT_EQ(harness_.account(7).available(), Amount{900});
    reach_quorum();
    for (auto const outcome : {Outcome::ok, Outcome::escrow_already_released})
        EXPECT_EQ(at(release_after, ReleaseEscrow{escrow_id, {}}), outcome);
    EXPECT_EQ(harness_.account(7).held, Amount{0});
    EXPECT_EQ(harness_.account(7).available(), Amount{900});
    EXPECT_EQ(harness_.account(8).credits_posted, Amount{100});
    EXPECT_EQ(escrow().state, EscrowState::released);
    EXPECT_EQ(escrow().changed, release_after);
}

TEST_F(EscrowLifeTest, ARefundGivesBackTheHoldAndPostsNothing) {
    create_and_fund();
    EXPECT_EQ(at(refund_after, RefundEscrow{escrow_id, {}}), Outcome::ok);
    EXPECT_TRUE(harness_.state().last_effects().postings().empty());
    EXPECT_EQ(harness_.account(7).available(), Amount{1000});
    EXPECT_EQ(escrow().state, EscrowState::refunded);
}

TEST_F(EscrowLifeTest, AReleaseIsPossibleFromItsTimelockToTheRefundsAndNotAtIt) {
    create_and_fund();
    reach_quorum();
    EXPECT_EQ(at(before(release_after), ReleaseEscrow{escrow_id, {}}),
              Outcome::release_timelock_not_passed);
    EXPECT_EQ(at(before(refund_after), RefundEscrow{escrow_id, {}}),
              Outcome::refund_timelock_not_passed);
    LifeWorld late;
    late.create_and_fund();
    late.reach_quorum();
    EXPECT_EQ(late.at(refund_after, ReleaseEscrow{escrow_id, {}}), Outcome::escrow_expired);
    EXPECT_EQ(late.at(refund_after, RefundEscrow{escrow_id, {}}), Outcome::ok);
    EXPECT_EQ(at(before(refund_after), ReleaseEscrow{escrow_id, {}}), Outcome::ok);
}

TEST_F(EscrowLifeTest, FundingAttestingAndDisputingEndWhenTheRefundBegins) {
    ASSERT_EQ(harness_.run(terms()), Outcome::ok);
    LifeWorld late;
    late.create_and_fund();
    EXPECT_EQ(late.at(refund_after, late.attest(1)), Outcome::escrow_expired);
    EXPECT_EQ(late.at(refund_after, DisputeEscrow{escrow_id, {}, {}}), Outcome::escrow_expired);
    LifeWorld later;
    ASSERT_EQ(later.harness_.run(terms()), Outcome::ok);
    EXPECT_EQ(later.at(refund_after, FundEscrow{escrow_id, {}}), Outcome::escrow_expired);
    EXPECT_EQ(at(before(refund_after), FundEscrow{escrow_id, {}}), Outcome::ok);
    EXPECT_EQ(at(before(refund_after), attest(1)), Outcome::ok);
    EXPECT_EQ(at(before(refund_after), DisputeEscrow{escrow_id, {}, {}}), Outcome::ok);
}

TEST_F(EscrowLifeTest, OneAttestationTooFewIsNoQuorum) {
    create_and_fund();
    ASSERT_EQ(harness_.run(attest(1)), Outcome::ok);
    ASSERT_EQ(harness_.run(attest(2, EscrowAction::refund)), Outcome::ok);
    EXPECT_EQ(at(release_after, ReleaseEscrow{escrow_id, {}}), Outcome::quorum_not_reached);
    EXPECT_EQ(at(release_after, attest(2)), Outcome::ok);
    EXPECT_EQ(at(release_after, ReleaseEscrow{escrow_id, {}}), Outcome::ok);
}

TEST_F(EscrowLifeTest, FundingNeedsTheWholeAmountFree) {
    auto large = terms();
    large.amount = Amount{1001};
    ASSERT_EQ(harness_.run(large), Outcome::ok);
    EXPECT_EQ(harness_.run(FundEscrow{escrow_id, {}}), Outcome::insufficient_funds);
    ASSERT_EQ(harness_.run(transfer(2, 9, 7, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(FundEscrow{escrow_id, {}}), Outcome::ok);
    EXPECT_EQ(harness_.account(7).available(), Amount{0});
}

TEST_F(EscrowLifeTest, ADisputeIsForItsPartiesAndStopsBothPlainEnds) {
    create_and_fund();
    reach_quorum();
    EXPECT_EQ(harness_.run(DisputeEscrow{escrow_id, OwnerId{9}, {}}), Outcome::not_a_party);
    EXPECT_EQ(harness_.run(DisputeEscrow{escrow_id, OwnerId{7}, {}}), Outcome::ok);
    EXPECT_EQ(at(refund_after, RefundEscrow{escrow_id, {}}), Outcome::escrow_disputed);
    EXPECT_EQ(harness_.account(7).held, Amount{100});
}

TEST_F(EscrowLifeTest, ADisputeIsResolvedByAQuorumForThatVeryAction) {
    create_and_fund();
    ASSERT_EQ(harness_.run(DisputeEscrow{escrow_id, {}, {}}), Outcome::ok);
    reach_quorum(EscrowAction::refund);
    EXPECT_EQ(harness_.run(resolve(EscrowAction::release)), Outcome::quorum_not_reached);
    EXPECT_EQ(harness_.run(resolve(EscrowAction{3})), Outcome::action_invalid);
    EXPECT_EQ(harness_.run(resolve(EscrowAction::refund)), Outcome::ok);
    EXPECT_EQ(escrow().state, EscrowState::refunded);
    EXPECT_EQ(harness_.account(7).available(), Amount{1000});
}

TEST_F(EscrowLifeTest, AResolvedReleaseWaitsForItsTimelockAndMayComeAfterTheDeadline) {
    create_and_fund();
    reach_quorum();
    ASSERT_EQ(harness_.run(DisputeEscrow{escrow_id, OwnerId{8}, {}}), Outcome::ok);
    EXPECT_EQ(at(before(release_after), resolve(EscrowAction::release)),
              Outcome::release_timelock_not_passed);
    EXPECT_EQ(at(refund_after, attest(2)), Outcome::ok);
    EXPECT_EQ(at(refund_after, resolve(EscrowAction::release)), Outcome::ok);
    EXPECT_EQ(harness_.account(8).credits_posted, Amount{100});
}

TEST_F(EscrowLifeTest, ASellerWhoseAccountCannotTakeTheMoneyRefusesTheReleaseNotTheRecord) {
    auto limited = account(80, usd, account_flag::credits_must_not_exceed_debits);
    ASSERT_EQ(harness_.run(limited), Outcome::ok);
    auto command = terms();
    command.seller = OwnerId{80};
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    ASSERT_EQ(harness_.run(FundEscrow{escrow_id, {}}), Outcome::ok);
    reach_quorum();
    EXPECT_EQ(at(release_after, ReleaseEscrow{escrow_id, {}}), Outcome::exceeds_debits);
    EXPECT_EQ(at(refund_after, RefundEscrow{escrow_id, {}}), Outcome::ok);
}

TEST_F(EscrowLifeTest, ASellerWhoHasAllTheMoneyInTheWorldOverflows) {
    auto const rest = uint128_max - 99;
    ASSERT_EQ(harness_.run(transfer(2, 9, 8, rest - 1000)), Outcome::ok);
    create_and_fund();
    reach_quorum();
    ASSERT_EQ(at(release_after, transfer(3, 9, 8, 1000)), Outcome::overflows_debits_posted);
    auto bank = account(10);
    ASSERT_EQ(at(release_after, bank), Outcome::ok);
    ASSERT_EQ(at(release_after, transfer(4, 10, 8, 1000)), Outcome::ok);
    EXPECT_EQ(at(release_after, ReleaseEscrow{escrow_id, {}}), Outcome::overflows_credits);
}

TEST_F(EscrowLifeTest, AChainThatFailsLeavesNoTrace) {
    ASSERT_EQ(harness_.run(terms()), Outcome::ok);
    auto const before = saved(harness_.state());
    auto const outcomes = harness_.run_chain({terms(other_escrow_id),
                                              FundEscrow{other_escrow_id, {}},
                                              FundEscrow{escrow_id, {}},
                                              ReleaseEscrow{escrow_id, {}}});
    EXPECT_EQ(outcomes.back(), Outcome::release_timelock_not_passed);
    EXPECT_EQ(saved(harness_.state()), before);
    EXPECT_EQ(harness_.state().escrows().find(other_escrow_id), nullptr);
    EXPECT_EQ(harness_.account(7).held, Amount{0});
}

TEST_F(EscrowLifeTest, WhatIsSavedIsLoadedTheSame) {
    bring_to(EscrowState::disputed);
    ASSERT_EQ(harness_.run(terms(other_escrow_id)), Outcome::ok);
    auto const bytes = saved(harness_.state(), ProjectionKind::escrows);
    State loaded;
    BytesSource source{bytes};
    ASSERT_TRUE(loaded.load(ProjectionKind::escrows, source));
    EXPECT_TRUE(source.at_end());
    EXPECT_EQ(saved(loaded, ProjectionKind::escrows), bytes);
    auto const* escrow = loaded.escrows().find(escrow_id);
    ASSERT_NE(escrow, nullptr);
    EXPECT_EQ(escrow->state, EscrowState::disputed);
    EXPECT_TRUE(escrow->has_quorum(EscrowAction::release));
    EXPECT_EQ(loaded.escrows().attestors(*escrow), terms().attestors);
}

TEST_F(EscrowLifeTest, SavedBytesThatAreCutShortAreNotLoaded) {
    bring_to(EscrowState::funded);
    auto bytes = saved(harness_.state(), ProjectionKind::escrows);
    for (std::size_t size = 0; size < bytes.size(); size += 7) {
        State loaded;
        Bytes const part{bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
        BytesSource source{part};
        EXPECT_FALSE(loaded.load(ProjectionKind::escrows, source)) << size;
    }
}

}  // namespace
}  // namespace tally
