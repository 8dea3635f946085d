#include "tests/engine/access/access_world.h"

namespace tally {
namespace {

using namespace testing;

class FourEyesTest : public AccessWorld {
protected:
    FourEyesTest() {
        sender_ = key_with(Role::transfer_agent);
        approver_ = key_with(Role::transfer_agent);
        SetPolicy policy;
        policy.asset = usd;
        policy.amount = Amount{1'000};
        policy.timeout = 600;
        must(policy);
    }

    [[nodiscard]] std::size_t waiting() const { return harness_.state().access().waiting().size(); }

    [[nodiscard]] Amount balance(OwnerId owner) const {
        return harness_.account(low_half(owner.value) * 10).available();
    }

    KeyNumber sender_;
    KeyNumber approver_;
};

TEST_F(FourEyesTest, ALargeTransferWaitsForASecondKeyAndIsThenItsConsequence) {
    EXPECT_EQ(harness_.run_as(sender_, transfer(1, alice, bob, 999)), Outcome::ok);
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    EXPECT_EQ(balance(bob), Amount{1'000'999});
    expect_replays();
    EXPECT_EQ(harness_.run_as(sender_, ApproveTransfer{TransferId{2}, false, {}}),
              Outcome::approval_needs_another_key);
    EXPECT_EQ(harness_.run_as(approver_, ApproveTransfer{TransferId{2}, false, {}}), Outcome::ok);
    EXPECT_EQ(balance(bob), Amount{1'001'999});
    EXPECT_EQ(waiting(), 0U);
    auto const& moved = harness_.entries().back();
    EXPECT_EQ(std::get<CreateTransfer>(moved.body).amount, Amount{1'000});
    EXPECT_EQ(moved.cause.value + 1, moved.sequence.value);
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::exists);
    EXPECT_EQ(harness_.run_as(approver_, ApproveTransfer{TransferId{2}, false, {}}),
              Outcome::waiting_transfer_not_found);
    expect_replays();
}

TEST_F(FourEyesTest, ARetryWaitsOnAndTheIdIsTakenForOthers) {
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 10)),
              Outcome::id_waits_for_approval);
    EXPECT_EQ(harness_.run_as(approver_, transfer(2, alice, bob, 1'000)),
              Outcome::id_waits_for_approval);
    EXPECT_EQ(waiting(), 1U);
}

TEST_F(FourEyesTest, ATransferIsDroppedByRejectionOrByTime) {
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    EXPECT_EQ(harness_.run_as(sender_, ApproveTransfer{TransferId{2}, true, {}}), Outcome::ok);
    EXPECT_EQ(waiting(), 0U);
    EXPECT_EQ(harness_.run_as(sender_, transfer(3, alice, bob, 1'000)), Outcome::approval_required);
    auto const due = harness_.state().next_due();
    EXPECT_EQ(due, harness_.later(600));
    auto const before = harness_.entries().size();
    EXPECT_EQ(harness_.run_at(Tick{}, due), Outcome::ok);
    // The harness ticks by itself, as the sequencer does: that tick has the consequence.
    ASSERT_EQ(harness_.entries().size(), before + 3);
    EXPECT_EQ(harness_.entries()[before + 1].body, Body{ApprovalExpired{TransferId{3}}});
    EXPECT_EQ(harness_.run_as(approver_, ApproveTransfer{TransferId{3}, false, {}}),
              Outcome::waiting_transfer_not_found);
    expect_replays();
}

TEST_F(FourEyesTest, WhatIsApprovedIsDecidedThenAndMayStillBeRefused) {
    auto limited = transfer(2, alice, bob, 1'000);
    EXPECT_EQ(harness_.run_as(sender_, limited), Outcome::approval_required);
    must(SetKillSwitch{alice, {}, true, {}});
    ApproveTransfer const approve{TransferId{2}, false, {}};
    EXPECT_EQ(harness_.run_as(approver_, approve), Outcome::killed);
    EXPECT_EQ(waiting(), 1U);
    must(SetKillSwitch{alice, {}, false, {}});
    EXPECT_EQ(harness_.run_as(approver_, approve), Outcome::ok);
    expect_replays();
}

TEST_F(FourEyesTest, ALimitOfTheSenderCountsWhatItsSecondKeyApproved) {
    SetLimit limit;
    limit.kind = LimitKind::transfers;
    limit.number = sender_;
    limit.asset = usd;
    limit.window = 1'600;
    limit.amount = Amount{1'500};
    must(limit);
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    EXPECT_EQ(harness_.run_as(approver_, ApproveTransfer{TransferId{2}, false, {}}), Outcome::ok);
    EXPECT_EQ(harness_.run_as(sender_, transfer(3, alice, bob, 501)),
              Outcome::transfer_limit_exceeded);
    EXPECT_EQ(harness_.run_as(approver_, transfer(4, alice, bob, 501)), Outcome::ok);
    expect_replays();
}

TEST_F(FourEyesTest, AChainDoesNotWait) {
    auto const outcomes = harness_.run_chain(
        {transfer(2, alice, bob, 1), transfer(3, alice, bob, 1'000)}, false, sender_);
    EXPECT_EQ(outcomes[1], Outcome::not_allowed_in_linked_chain);
    EXPECT_EQ(waiting(), 0U);
    auto const approved = harness_.run_chain(
        {ApproveTransfer{TransferId{3}, false, {}}, transfer(2, alice, bob, 1)}, false, approver_);
    EXPECT_EQ(approved[0], Outcome::waiting_transfer_not_found);
}

TEST_F(FourEyesTest, AnApprovalWithinAChainThatFailsIsTakenBack) {
    EXPECT_EQ(harness_.run_as(sender_, transfer(2, alice, bob, 1'000)), Outcome::approval_required);
    auto const before = balance(bob);
    auto const outcomes = harness_.run_chain(
        {ApproveTransfer{TransferId{2}, false, {}}, CancelOrder{OrderId{9}, {}}}, false, approver_);
    EXPECT_EQ(outcomes[1], Outcome::not_authorized);
    EXPECT_EQ(waiting(), 1U);
    EXPECT_EQ(balance(bob), before);
    expect_replays();
}

TEST_F(FourEyesTest, APolicyIsChecked) {
    SetPolicy policy;
    policy.asset = AssetNumber{9};
    EXPECT_EQ(harness_.run(policy), Outcome::asset_not_found);
    policy.asset = btc;
    policy.off = true;
    EXPECT_EQ(harness_.run(policy), Outcome::policy_not_found);
    policy.off = false;
    policy.role = Role::admin;
    EXPECT_EQ(harness_.run(policy), Outcome::policy_invalid);
}

}  // namespace
}  // namespace tally
