#include "tests/engine/ledger/transfer_world.h"

namespace tally {
namespace {

using namespace testing;
using namespace transfer_flag;

class EndOfPendingRulesTest : public TransferWorld {
protected:
    // A post that says in full what it could inherit.
    static CreateTransfer sound_post() {
        CreateTransfer command = post(3000, open, 40);
        command.debit = AccountId{alice};
        command.credit = AccountId{bob};
        command.asset = usd;
        command.code = 7;
        return command;
    }

    static auto of(std::uint64_t pending_id) {
        return [pending_id](CreateTransfer& c) { c.pending_id = TransferId{pending_id}; };
    }

    static TransferRules shape_rules();
    static TransferRules reference_rules();
    TransferRules state_rules() const;
};

TransferRules EndOfPendingRulesTest::shape_rules() {
    return {
        {Outcome::id_already_failed, {"id=burnt"}, [](auto& c) { c.id = TransferId{burnt}; }},
        {Outcome::flags_are_mutually_exclusive,
         {"flags"},
         [](auto& c) { c.flags |= transfer_flag::pending; }},
        {Outcome::pending_id_must_not_be_zero, {"of=0"}, of(0)},
        {Outcome::pending_id_must_not_be_int_max,
         {"of=max"},
         [](auto& c) { c.pending_id = TransferId{uint128_max}; }},
        {Outcome::pending_id_must_be_different, {"of=own", "id=3000"}, of(3000)},
        {Outcome::timeout_reserved_for_pending_transfer,
         {"timeout"},
         [](auto& c) { c.timeout = 1; }},
        {Outcome::metadata_too_long, {"metadata"}, [](auto& c) { c.metadata.assign(1'025, 'x'); }},
    };
}

TransferRules EndOfPendingRulesTest::reference_rules() {
    return {
        {Outcome::pending_transfer_not_found, {"of=?"}, of(99)},
        {Outcome::pending_transfer_not_pending, {"of=plain"}, of(plain)},
        {Outcome::pending_transfer_has_different_debit_account_id,
         {"debit=bob"},
         [](auto& c) { c.debit = AccountId{bob}; }},
        {Outcome::pending_transfer_has_different_credit_account_id,
         {"credit=alice"},
         [](auto& c) { c.credit = AccountId{alice}; }},
        {Outcome::pending_transfer_has_different_asset, {"asset"}, [](auto& c) { c.asset = eur; }},
        {Outcome::pending_transfer_has_different_code, {"code"}, [](auto& c) { c.code = 9; }},
        {Outcome::exceeds_pending_transfer_amount,
         {"amount=101"},
         [](auto& c) { c.requested = amount(101); }},
    };
}

TransferRules EndOfPendingRulesTest::state_rules() const {
    auto const inherits = [](std::uint64_t pending_id) {
        return [pending_id](CreateTransfer& c) {
            of(pending_id)(c);
            c.debit = AccountId{};
            c.credit = AccountId{};
        };
    };
    return {
        {Outcome::pending_transfer_already_posted, {"of=posted"}, of(posted)},
        {Outcome::pending_transfer_already_voided, {"of=voided"}, of(voided)},
        {Outcome::pending_transfer_expired, {"of=expired"}, of(expired)},
        {Outcome::imported_event_timestamp_must_not_regress,
         {"imported=yes", "time=last"},
         [this](auto& c) { import_at(c, last_transfer_); }},
        {Outcome::debit_account_already_closed,
         {"of=closed_debit", "debit=0", "credit=0"},
         inherits(on_closed_debit)},
        {Outcome::credit_account_already_closed,
         {"of=closed_credit", "debit=0", "credit=0"},
         inherits(on_closed_credit)},
    };
}

TEST_F(EndOfPendingRulesTest, OfTwoBrokenRulesTheFirstAnswers) {
    TransferRules rules = transfer_envelope_rules(harness_.later(1));
    for (auto const& part : {shape_rules(), reference_rules(), state_rules()})
        append(rules, part);
    auto const pairs =
        expect_precedence(rules, sound_post(), [this](auto c) { return decide_only(c); });
    EXPECT_GT(pairs, 200U);
}

TEST_F(EndOfPendingRulesTest, OnlyImportedGoesWithAPostOrVoid) {
    for (auto const flag : {transfer_flag::pending,
                            void_pending_transfer,
                            balancing_debit,
                            balancing_credit,
                            closing_debit,
                            closing_credit}) {
        CreateTransfer command = sound_post();
        command.flags |= flag;
        EXPECT_EQ(decide_only(command), Outcome::flags_are_mutually_exclusive);
    }
    CreateTransfer command = sound_post();
    import_at(command, Timestamp{last_transfer_.ns + 1});
    EXPECT_EQ(decide_only(command), Outcome::ok);
}

TEST_F(EndOfPendingRulesTest, AVoidTakesNothingOrAllAndAPostAnyPart) {
    EXPECT_EQ(decide_only(void_of(1, open, 0)), Outcome::ok);
    EXPECT_EQ(decide_only(void_of(1, open, 100)), Outcome::ok);
    EXPECT_EQ(decide_only(void_of(1, open, 99)), Outcome::pending_transfer_has_different_amount);
    EXPECT_EQ(decide_only(void_of(1, open, 101)), Outcome::exceeds_pending_transfer_amount);
    EXPECT_EQ(decide_only(void_of(1, open, uint128_max)), Outcome::exceeds_pending_transfer_amount);
    EXPECT_EQ(decide_only(void_of(1, voided, 99)), Outcome::pending_transfer_has_different_amount);
    EXPECT_EQ(decide_only(post(1, open, 0)), Outcome::ok);
    EXPECT_EQ(decide_only(post(1, open, 100)), Outcome::ok);
    EXPECT_EQ(decide_only(post(1, open, 101)), Outcome::exceeds_pending_transfer_amount);
    EXPECT_EQ(decide_only(post(1, open, uint128_max - 1)),
              Outcome::exceeds_pending_transfer_amount);
    EXPECT_EQ(decide_only(post(1, open, uint128_max)), Outcome::ok);
}

TEST_F(EndOfPendingRulesTest, APostMovesItsPartAndReleasesTheRest) {
    auto const before = harness_.account(alice);
    ASSERT_EQ(run(post(1, open, 30)), Outcome::ok);
    auto const& after = harness_.account(alice);
    EXPECT_EQ(before.debits_pending - after.debits_pending, amount(100));
    EXPECT_EQ(after.debits_posted - before.debits_posted, amount(30));
    EXPECT_EQ(run(post(2, open)), Outcome::pending_transfer_already_posted);
    EXPECT_EQ(run(void_of(3, open)), Outcome::pending_transfer_already_posted);
}

TEST_F(EndOfPendingRulesTest, WhatIsLeftZeroIsInherited) {
    CreateTransfer reserved = reserve(1, alice, bob, 50);
    reserved.user_data_128 = 1;
    reserved.user_data_64 = 2;
    reserved.user_data_32 = 3;
    ASSERT_EQ(run(reserved), Outcome::ok);
    CreateTransfer command = post(2, 1);
    command.user_data_64 = 9;
    ASSERT_EQ(run(command), Outcome::ok);
    auto const& recorded = std::get<CreateTransfer>(harness_.entries().back().body);
    EXPECT_EQ(recorded.debit, AccountId{alice});
    EXPECT_EQ(recorded.credit, AccountId{bob});
    EXPECT_EQ(recorded.asset, usd);
    EXPECT_EQ(recorded.code, 7);
    EXPECT_EQ(recorded.amount, amount(50));
    EXPECT_EQ(recorded.requested, amount_max);
    EXPECT_EQ(recorded.user_data_128, 1U);
    EXPECT_EQ(recorded.user_data_64, 9U);
    EXPECT_EQ(recorded.user_data_32, 3U);
}

TEST_F(EndOfPendingRulesTest, ARetryMayLeaveZeroWhatItInheritedOrSayIt) {
    CreateTransfer first = post(1, open, 40);
    first.user_data_64 = 9;
    ASSERT_EQ(run(first), Outcome::ok);
    EXPECT_EQ(decide_only(first), Outcome::exists);
    CreateTransfer full = sound_post();
    full.id = TransferId{1};
    full.user_data_64 = 9;
    EXPECT_EQ(decide_only(full), Outcome::exists);
    auto const changed = [&](auto change) {
        CreateTransfer retry = full;
        change(retry);
        return decide_only(retry);
    };
    EXPECT_EQ(changed([](auto& c) { c.flags = void_pending_transfer; }),
              Outcome::exists_with_different_flags);
    EXPECT_EQ(changed([](auto& c) { c.pending_id = TransferId{posted}; }),
              Outcome::exists_with_different_pending_id);
    EXPECT_EQ(changed([](auto& c) { c.timeout = 1; }), Outcome::exists_with_different_timeout);
    EXPECT_EQ(changed([](auto& c) { c.debit = AccountId{bob}; }),
              Outcome::exists_with_different_debit_account_id);
    EXPECT_EQ(changed([](auto& c) { c.credit = AccountId{alice}; }),
              Outcome::exists_with_different_credit_account_id);
    EXPECT_EQ(changed([](auto& c) { c.requested = amount_max; }),
              Outcome::exists_with_different_amount);
    EXPECT_EQ(changed([](auto& c) { c.requested = amount(0); }),
              Outcome::exists_with_different_amount);
    EXPECT_EQ(changed([](auto& c) { c.user_data_128 = 1; }),
              Outcome::exists_with_different_user_data_128);
    EXPECT_EQ(changed([](auto& c) { c.user_data_64 = 0; }),
              Outcome::exists_with_different_user_data_64);
    EXPECT_EQ(changed([](auto& c) { c.user_data_32 = 1; }),
              Outcome::exists_with_different_user_data_32);
    EXPECT_EQ(changed([](auto& c) { c.asset = eur; }), Outcome::exists_with_different_asset);
    EXPECT_EQ(changed([](auto& c) { c.code = 8; }), Outcome::exists_with_different_code);
    EXPECT_EQ(changed([](auto& c) { c.metadata = "x"; }), Outcome::exists_with_different_metadata);
}

TEST_F(EndOfPendingRulesTest, ARetriedPostOfAllMaySayMaxOrTheFullAmount) {
    ASSERT_EQ(run(post(1, open)), Outcome::ok);
    EXPECT_EQ(decide_only(post(1, open)), Outcome::exists);
    EXPECT_EQ(decide_only(post(1, open, 100)), Outcome::exists);
    EXPECT_EQ(decide_only(post(1, open, 99)), Outcome::exists_with_different_amount);
    ASSERT_EQ(run(void_of(2, on_closed_debit)), Outcome::ok);
    EXPECT_EQ(decide_only(void_of(2, on_closed_debit, 100)), Outcome::exists);
    EXPECT_EQ(decide_only(void_of(2, on_closed_debit, 1)), Outcome::exists_with_different_amount);
}

TEST_F(EndOfPendingRulesTest, AVoidOnAClosedAccountReleases) {
    EXPECT_EQ(run(void_of(1, on_closed_debit)), Outcome::ok);
    EXPECT_EQ(run(void_of(2, on_closed_credit)), Outcome::ok);
    EXPECT_EQ(harness_.account(closed_later_debit).debits_pending, amount(0));
    EXPECT_EQ(harness_.account(closed_later_credit).credits_pending, amount(0));
}

}  // namespace
}  // namespace tally
