#include "engine/reconciliations/decide.h"
#include "tests/engine/access/access_world.h"

#include <utility>
#include <variant>
#include <vector>

namespace tally::testing {
namespace {

constexpr AccountId bank{10};     // the treasury's account in USD: an asset of ours
constexpr AccountId charges{20};  // where differences are written off to

Hash32 hash_of(std::uint8_t seed) {
    Hash32 hash;
    hash.bytes[0] = seed;
    return hash;
}

ReconciliationBreak a_break(std::uint64_t id, std::uint64_t units, bool material = true) {
    return {BreakId{id}, 3, material, MoreOn::statement, Amount{units}};
}

class SignOffTest : public AccessWorld {
protected:
    SignOffTest() {
        CreateAccount account;
        account.id = charges;
        account.owner = OwnerId{2};
        account.asset = usd;
        account.code = 9;
        must(account);
        first_ = key_with(Role::operations);
        second_ = key_with(Role::settlement);
    }

    // A run that adds up.
    RecordReconciliation run(std::uint8_t seed, std::vector<ReconciliationBreak> breaks) {
        RecordReconciliation command;
        command.run = hash_of(seed);
        command.account = bank;
        command.asset = usd;
        command.size = harness_.state().next_sequence().value;
        command.cut_off = 20'000;
        for (auto const& one : breaks) {
            command.material_count += one.material ? 1 : 0;
            auto& total =
                one.more_on == MoreOn::record ? command.more_on_record : command.more_on_statement;
            total += one.amount;
        }
        command.break_count = static_cast<std::uint32_t>(breaks.size());
        command.breaks = std::move(breaks);
        if (command.break_count != 0) command.verdict = ReconciliationVerdict::immaterial;
        if (command.material_count != 0) command.verdict = ReconciliationVerdict::material;
        return command;
    }

    Outcome comment(std::uint8_t seed, std::uint64_t id, bool explains) {
        return harness_.run(
            CommentBreak{hash_of(seed), bank, BreakId{id}, hash_of(99), explains, {}});
    }

    Outcome write_off(std::uint8_t seed, std::uint64_t id, std::uint64_t transfer) {
        return harness_.run(WriteOffBreak{
            hash_of(seed), bank, BreakId{id}, TransferId{transfer}, charges, 5, Outcome::ok});
    }

    Outcome correct(std::uint8_t seed, std::uint64_t id, std::uint64_t transfer) {
        return harness_.run(
            CorrectBreak{hash_of(seed), bank, BreakId{id}, TransferId{transfer}, Outcome::ok});
    }

    Outcome sign(KeyNumber key, std::uint8_t seed, SignAction action, bool accept = false) {
        return harness_.run_as(
            key, SignReconciliation{hash_of(seed), bank, action, accept, Outcome::ok});
    }

    Reconciliation const* kept(std::uint8_t seed) const {
        return harness_.state().reconciliations().find(ReconciliationKey{bank, hash_of(seed)});
    }

    DecidedBreak const* decided(std::uint64_t id) const {
        return harness_.state().reconciliations().find(BreakKey{bank, BreakId{id}});
    }

    KeyNumber first_;
    KeyNumber second_;
};

TEST_F(SignOffTest, TwoDifferentKeysSignACleanRun) {
    ASSERT_EQ(harness_.run(run(1, {})), Outcome::ok);
    EXPECT_EQ(sign(second_, 1, SignAction::review), Outcome::not_prepared);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::ok);
    EXPECT_EQ(sign(second_, 1, SignAction::prepare), Outcome::already_prepared);
    EXPECT_EQ(sign(first_, 1, SignAction::review), Outcome::reviewer_must_be_another_key);
    EXPECT_EQ(sign(second_, 1, SignAction::review), Outcome::ok);
    ASSERT_NE(kept(1), nullptr);
    EXPECT_EQ(kept(1)->stage, ReconciliationStage::signed_off);
    EXPECT_EQ(kept(1)->preparer, first_);
    EXPECT_EQ(kept(1)->reviewer, second_);
    expect_replays();
}

TEST_F(SignOffTest, WhoeverHoldsTheFilesIsOneSignerAndNotTwo) {
    ASSERT_EQ(harness_.run(run(1, {})), Outcome::ok);
    EXPECT_EQ(sign({}, 1, SignAction::prepare), Outcome::ok);
    EXPECT_EQ(sign({}, 1, SignAction::review), Outcome::reviewer_must_be_another_key);
    EXPECT_EQ(sign(first_, 1, SignAction::review), Outcome::ok);
}

TEST_F(SignOffTest, OnlyKeysOfTheBackOfficeMaySign) {
    auto const trader = key_with(Role::trader);
    auto const auditor = key_with(Role::auditor);
    auto const others = key_with(Role::settlement, Scope{alice, {}, {}});
    auto const own = key_with(Role::settlement, Scope{treasury, {}, usd});
    ASSERT_EQ(harness_.run(run(1, {})), Outcome::ok);
    for (auto const key : {trader, auditor, others})
        EXPECT_EQ(sign(key, 1, SignAction::prepare), Outcome::not_authorized);
    EXPECT_EQ(sign(own, 1, SignAction::prepare), Outcome::ok);
}

TEST_F(SignOffTest, WritingOffIsForOperatorsEvenWhereSigningIsNot) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7)})), Outcome::ok);
    WriteOffBreak const command{hash_of(1), bank, BreakId{1}, TransferId{50}, charges, 5, {}};
    EXPECT_EQ(harness_.run_as(second_, command), Outcome::not_authorized);
    EXPECT_EQ(harness_.run_as(first_, command), Outcome::ok);
    EXPECT_EQ(decided(1)->by, first_);
}

TEST_F(SignOffTest, AMaterialBreakStopsSigningUntilItIsDecidedOrAccepted) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 700), a_break(2, 3, false)})), Outcome::ok);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::breaks_undecided);
    EXPECT_EQ(comment(1, 1, false), Outcome::ok);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::breaks_undecided);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
    EXPECT_EQ(sign(second_, 1, SignAction::review), Outcome::breaks_undecided);
    EXPECT_EQ(sign(second_, 1, SignAction::withdraw), Outcome::ok);
    EXPECT_EQ(comment(1, 1, true), Outcome::ok);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::ok);
    EXPECT_EQ(sign(second_, 1, SignAction::review), Outcome::ok);
    expect_replays();
}

TEST_F(SignOffTest, ARunWithoutAnOpinionIsOnlySignedWithOpenEyes) {
    auto command = run(1, {});
    command.verdict = ReconciliationVerdict::incomplete;
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::breaks_undecided);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
}

TEST_F(SignOffTest, WhatIsPreparedIsNotDecidedAnewButMayBeSpokenOf) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7)})), Outcome::ok);
    ASSERT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
    EXPECT_EQ(comment(1, 1, true), Outcome::already_prepared);
    EXPECT_EQ(write_off(1, 1, 50), Outcome::already_prepared);
    EXPECT_EQ(sign(first_, 1, SignAction::abandon), Outcome::already_prepared);
    EXPECT_EQ(comment(1, 1, false), Outcome::ok);
    EXPECT_EQ(comment(1, 0, false), Outcome::ok);
    EXPECT_EQ(kept(1)->comments, 1U);
    EXPECT_EQ(decided(1)->comments, 1U);
}

TEST_F(SignOffTest, ASignedRunIsNeverTouchedAgain) {
    auto const command = run(1, {a_break(1, 7)});
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    ASSERT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
    ASSERT_EQ(sign(second_, 1, SignAction::review, true), Outcome::ok);
    auto const refuses = [&] {
        EXPECT_EQ(comment(1, 1, false), Outcome::reconciliation_closed);
        EXPECT_EQ(write_off(1, 1, 50), Outcome::reconciliation_closed);
        EXPECT_EQ(correct(1, 1, 1'000'001), Outcome::reconciliation_closed);
        for (auto const action : {SignAction::prepare, SignAction::withdraw, SignAction::abandon})
            EXPECT_EQ(sign(first_, 1, action, true), Outcome::reconciliation_closed);
    };
    refuses();
    EXPECT_EQ(harness_.run(command), Outcome::exists);
    ASSERT_EQ(harness_.run(run(2, {})), Outcome::ok);
    EXPECT_EQ(kept(1), nullptr);  // its account has a newer one
    EXPECT_EQ(decided(1), nullptr);
    refuses();
    EXPECT_EQ(harness_.run(command), Outcome::reconciliation_closed);
    expect_replays();
}

TEST_F(SignOffTest, AWriteOffBooksTheBreakSoThatBothSidesAgree) {
    auto more_on_record = a_break(2, 30);
    more_on_record.more_on = MoreOn::record;
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 700), more_on_record})), Outcome::ok);
    auto const debits = harness_.account(10).debits_posted;
    auto const credits = harness_.account(10).credits_posted;
    ASSERT_EQ(write_off(1, 1, 50), Outcome::ok);
    EXPECT_EQ(harness_.account(10).debits_posted, debits + Amount{700});
    ASSERT_EQ(write_off(1, 2, 51), Outcome::ok);
    EXPECT_EQ(harness_.account(10).credits_posted, credits + Amount{30});
    auto const& transfer = std::get<CreateTransfer>(harness_.entries().back().body);
    EXPECT_EQ(transfer.debit, charges);
    EXPECT_EQ(transfer.effective_date, 20'000U);
    EXPECT_EQ(transfer.metadata, "write-off 0000000000000002");
    EXPECT_EQ(harness_.entries().back().cause.value + 1, harness_.entries().back().sequence.value);
    EXPECT_EQ(decided(2)->decision, BreakDecision::written_off);
    EXPECT_EQ(decided(2)->transfer, TransferId{51});
    EXPECT_EQ(write_off(1, 2, 51), Outcome::exists);
    EXPECT_EQ(write_off(1, 2, 52), Outcome::break_already_decided);
    EXPECT_EQ(correct(1, 2, 50), Outcome::break_already_decided);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare), Outcome::ok);
    expect_replays();
}

TEST_F(SignOffTest, WhatGainsByACreditIsWrittenOffTheOtherWayRound) {
    auto command = run(1, {a_break(1, 700)});
    command.gains_by = GainsBy::credit;
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    auto const credits = harness_.account(10).credits_posted;
    ASSERT_EQ(write_off(1, 1, 50), Outcome::ok);
    EXPECT_EQ(harness_.account(10).credits_posted, credits + Amount{700});
}

TEST_F(SignOffTest, AWriteOffThatCannotBeBookedIsRefusedWithTheTransfersReason) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7), a_break(2, 0)})), Outcome::ok);
    auto const against = [&](std::uint64_t id, std::uint64_t account, std::uint64_t found) {
        return harness_.run(WriteOffBreak{
            hash_of(1), bank, BreakId{found}, TransferId{id}, AccountId{account}, 5, {}});
    };
    EXPECT_EQ(against(50, 999, 1), Outcome::credit_account_not_found);
    EXPECT_EQ(against(50, 11, 1), Outcome::accounts_must_have_the_same_asset);
    EXPECT_EQ(against(50, 10, 1), Outcome::accounts_must_be_different);
    EXPECT_EQ(against(0, 20, 1), Outcome::id_must_not_be_zero);
    EXPECT_EQ(against(50, 20, 2), Outcome::break_has_no_amount);
    EXPECT_EQ(against(50, 20, 3), Outcome::break_not_found);
    EXPECT_EQ(decided(1)->decision, BreakDecision::none);
    EXPECT_EQ(against(50, 20, 1), Outcome::ok);  // none of these has used up the id
}

TEST_F(SignOffTest, AWriteOffIsHeldToTheLimitsOfTransfers) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 700), a_break(2, 699)})), Outcome::ok);
    SetPolicy policy;
    policy.kind = PolicyKind::four_eyes;
    policy.asset = usd;
    policy.amount = Amount{700};
    must(policy);
    EXPECT_EQ(write_off(1, 1, 50), Outcome::write_off_needs_approval);
    must(SetKillSwitch{treasury, {}, true, {}});
    EXPECT_EQ(write_off(1, 2, 51), Outcome::killed);
    EXPECT_EQ(decided(2)->decision, BreakDecision::none);
    must(SetKillSwitch{treasury, {}, false, {}});
    EXPECT_EQ(write_off(1, 2, 51), Outcome::ok);
    expect_replays();
}

TEST_F(SignOffTest, ACorrectionIsATransferOfTheAccount) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7)})), Outcome::ok);
    EXPECT_EQ(correct(1, 1, 4'711), Outcome::transfer_not_found);
    must(transfer(60, alice, bob, 1));
    EXPECT_EQ(correct(1, 1, 60), Outcome::transfer_not_of_account);
    must(transfer(61, treasury, bob, 7));
    EXPECT_EQ(correct(1, 1, 61), Outcome::ok);
    EXPECT_EQ(correct(1, 1, 61), Outcome::exists);
    EXPECT_EQ(decided(1)->decision, BreakDecision::corrected);
    expect_replays();
}

TEST_F(SignOffTest, TheNextRunTakesDecisionsOverAndForgetsWhatIsGone) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7), a_break(2, 8)})), Outcome::ok);
    auto const recorded = kept(1)->recorded;
    ASSERT_EQ(comment(1, 1, true), Outcome::ok);
    ASSERT_EQ(comment(1, 2, false), Outcome::ok);
    ASSERT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
    ASSERT_EQ(sign(second_, 1, SignAction::review, true), Outcome::ok);
    ASSERT_EQ(harness_.run(run(2, {a_break(1, 7), a_break(3, 9)})), Outcome::ok);
    ASSERT_NE(decided(1), nullptr);
    EXPECT_EQ(decided(1)->decision, BreakDecision::explained);
    EXPECT_EQ(decided(1)->first_recorded, recorded);
    EXPECT_EQ(decided(2), nullptr);
    EXPECT_EQ(decided(3)->first_recorded, kept(2)->recorded);
    EXPECT_EQ(harness_.state().reconciliations().undecided(*kept(2)), 1U);
    expect_replays();
}

TEST_F(SignOffTest, AnOpenRunStaysBesideANewerOneUntilItIsAbandoned) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7)})), Outcome::ok);
    ASSERT_EQ(harness_.run(run(2, {a_break(1, 7)})), Outcome::ok);
    EXPECT_EQ(decided(1)->runs, 2U);
    EXPECT_EQ(sign(first_, 1, SignAction::abandon), Outcome::ok);
    EXPECT_EQ(kept(1), nullptr);
    EXPECT_EQ(decided(1)->runs, 1U);
    EXPECT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::reconciliation_closed);
    expect_replays();
}

TEST_F(SignOffTest, ALinkedChainThatFailsLeavesNothingBehind) {
    ASSERT_EQ(harness_.run(run(1, {a_break(1, 7)})), Outcome::ok);
    ASSERT_EQ(sign(first_, 1, SignAction::prepare, true), Outcome::ok);
    auto const before = harness_.state().reconciliations().runs().size();
    std::vector<Body> chain{
        SignReconciliation{hash_of(1), bank, SignAction::withdraw, false, {}},
        CommentBreak{hash_of(1), bank, BreakId{1}, hash_of(9), true, {}},
        SignReconciliation{hash_of(1), bank, SignAction::abandon, false, {}},
        run(2, {a_break(1, 7), a_break(2, 7)}),
        SignReconciliation{hash_of(1), bank, SignAction::prepare, false, {}},
    };
    EXPECT_EQ(harness_.run_chain(std::move(chain)).back(), Outcome::reconciliation_closed);
    EXPECT_EQ(harness_.state().reconciliations().runs().size(), before);
    EXPECT_EQ(kept(1)->stage, ReconciliationStage::prepared);
    EXPECT_EQ(decided(1)->decision, BreakDecision::none);
    EXPECT_EQ(decided(1)->runs, 1U);
    EXPECT_EQ(decided(2), nullptr);
    expect_replays();
}

}  // namespace
}  // namespace tally::testing
