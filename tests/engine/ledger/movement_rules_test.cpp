#include "engine/ledger/decide.h"
#include "journal/vocabulary/limits.h"
#include "tests/engine/ledger/transfer_world.h"

namespace tally {
namespace {

using namespace testing;
using namespace transfer_flag;

class MovementRulesTest : public TransferWorld {
protected:
    TransferRules id_rules() const;
    TransferRules shape_rules() const;
    TransferRules party_rules() const;
    TransferRules amount_rules() const;

    static auto debits(std::uint64_t id) {
        return [id](CreateTransfer& c) { c.debit = AccountId{id}; };
    }

    static auto credits(std::uint64_t id) {
        return [id](CreateTransfer& c) { c.credit = AccountId{id}; };
    }

    auto imports(std::uint64_t after_last_ns) const {
        auto const time = Timestamp{last_transfer_.ns + after_last_ns};
        return [time](CreateTransfer& c) { import_at(c, time); };
    }
};

TransferRules MovementRulesTest::id_rules() const {
    return {
        {Outcome::id_already_failed, {"id=burnt"}, [](auto& c) { c.id = TransferId{burnt}; }},
        {Outcome::debit_account_id_must_not_be_zero, {"debit=0"}, debits(0)},
        {Outcome::debit_account_id_must_not_be_int_max,
         {"debit=max"},
         [](auto& c) { c.debit = AccountId{uint128_max}; }},
        {Outcome::credit_account_id_must_not_be_zero, {"credit=0"}, credits(0)},
        {Outcome::credit_account_id_must_not_be_int_max,
         {"credit=max"},
         [](auto& c) { c.credit = AccountId{uint128_max}; }},
        {Outcome::accounts_must_be_different, {"debit=alice", "credit=alice"}, credits(alice)},
    };
}

TransferRules MovementRulesTest::shape_rules() const {
    return {
        {Outcome::pending_id_must_be_zero,
         {"pending_id"},
         [](auto& c) { c.pending_id = TransferId{open}; }},
        {Outcome::timeout_reserved_for_pending_transfer,
         {"timeout", "pending=no"},
         [](auto& c) { c.timeout = 1; }},
        {Outcome::closing_transfer_must_be_pending,
         {"closing", "pending=no"},
         [](auto& c) { c.flags |= closing_debit; }},
        {Outcome::asset_must_not_be_zero, {"asset=0"}, [](auto& c) { c.asset = AssetNumber{}; }},
        {Outcome::code_must_not_be_zero, {"code=0"}, [](auto& c) { c.code = 0; }},
        {Outcome::metadata_too_long,
         {"metadata"},
         [](auto& c) { c.metadata.assign(limits::metadata_bytes + 1, 'x'); }},
    };
}

TransferRules MovementRulesTest::party_rules() const {
    return {
        {Outcome::debit_account_not_found, {"debit=?"}, debits(99)},
        {Outcome::credit_account_not_found, {"credit=?"}, credits(98)},
        {Outcome::accounts_must_have_the_same_asset, {"credit=eur"}, credits(eve_eur)},
        {Outcome::transfer_must_have_the_same_asset_as_accounts,
         {"asset=eur"},
         [](auto& c) { c.asset = eur; }},
        {Outcome::imported_event_timestamp_must_not_regress,
         {"imported=yes", "time=last"},
         imports(0)},
        {Outcome::imported_event_timestamp_must_postdate_debit_account,
         {"imported=yes", "time=next", "debit=late"},
         [this](auto& c) {
             imports(1)(c);
             debits(late_debit)(c);
         }},
        {Outcome::imported_event_timestamp_must_postdate_credit_account,
         {"imported=yes", "time=next", "credit=late"},
         [this](auto& c) {
             imports(1)(c);
             credits(late_credit)(c);
         }},
        {Outcome::imported_event_timeout_must_be_zero,
         {"imported=yes", "time=next", "timeout", "pending=yes"},
         [this](auto& c) {
             imports(1)(c);
             c.timeout = 1;
             c.flags |= transfer_flag::pending;
         }},
        {Outcome::debit_account_already_closed, {"debit=closed"}, debits(closed_debit)},
        {Outcome::credit_account_already_closed, {"credit=closed"}, credits(closed_credit)},
    };
}

TransferRules MovementRulesTest::amount_rules() const {
    auto const pending_flag = [](auto then) {
        return [then](CreateTransfer& c) {
            then(c);
            c.flags |= transfer_flag::pending;
        };
    };
    return {
        {Outcome::overflows_debits_pending,
         {"pending=yes", "debit=pending"},
         pending_flag(debits(pending_debits))},
        {Outcome::overflows_credits_pending,
         {"pending=yes", "credit=pending"},
         pending_flag(credits(pending_credits))},
        {Outcome::overflows_debits_posted, {"debit=posted"}, debits(posted_debits)},
        {Outcome::overflows_credits_posted, {"credit=posted"}, credits(posted_credits)},
        {Outcome::overflows_debits, {"debit=both"}, debits(both_debits)},
        {Outcome::overflows_credits, {"credit=both"}, credits(both_credits)},
        {Outcome::exceeds_credits, {"debit=limited"}, debits(no_credits)},
        {Outcome::exceeds_debits, {"credit=limited"}, credits(no_debits)},
    };
}

TEST_F(MovementRulesTest, OfTwoBrokenRulesTheFirstAnswers) {
    TransferRules rules = transfer_envelope_rules(harness_.later(1));
    for (auto const& part : {id_rules(), shape_rules(), party_rules(), amount_rules()})
        append(rules, part);
    auto const pairs =
        expect_precedence(rules, like_plain(2000), [this](auto c) { return decide_only(c); });
    EXPECT_GT(pairs, 400U);
}

TEST_F(MovementRulesTest, OfTwoDifferencesOfARetryTheFirstAnswers) {
    auto const retry = [](auto change) {
        return [change](CreateTransfer& c) {
            c.id = TransferId{plain};
            change(c);
        };
    };
    TransferRules rules = transfer_envelope_rules(harness_.later(1));
    append(
        rules,
        {
            {Outcome::exists_with_different_flags, {"id=plain", "imported=no"}, retry([](auto& c) {
                 c.flags |= transfer_flag::pending;
             })},
            {Outcome::exists_with_different_pending_id,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.pending_id = TransferId{5}; })},
            {Outcome::exists_with_different_timeout,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.timeout = 1; })},
            {Outcome::exists_with_different_debit_account_id,
             {"id=plain", "imported=no"},
             retry(debits(9))},
            {Outcome::exists_with_different_credit_account_id,
             {"id=plain", "imported=no"},
             retry(credits(9))},
            {Outcome::exists_with_different_amount, {"id=plain", "imported=no"}, retry([](auto& c) {
                 c.requested = amount(101);
             })},
            {Outcome::exists_with_different_user_data_128,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.user_data_128 = 0; })},
            {Outcome::exists_with_different_user_data_64,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.user_data_64 = 0; })},
            {Outcome::exists_with_different_user_data_32,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.user_data_32 = 0; })},
            {Outcome::exists_with_different_asset, {"id=plain", "imported=no"}, retry([](auto& c) {
                 c.asset = eur;
             })},
            {Outcome::exists_with_different_code, {"id=plain", "imported=no"}, retry([](auto& c) {
                 c.code = 9;
             })},
            {Outcome::exists_with_different_metadata,
             {"id=plain", "imported=no"},
             retry([](auto& c) { c.metadata = "rental"; })},
            {Outcome::exists, {"id=plain", "imported=no"}, retry([](auto&) {})},
        });
    auto const pairs =
        expect_precedence(rules, like_plain(2000), [this](auto c) { return decide_only(c); });
    EXPECT_GT(pairs, 90U);
}

// Exactly what still fits is accepted, one unit more is refused.
TEST_F(MovementRulesTest, TotalsMayReachButNotPassTheLargestAmount) {
    struct Case {
        CreateTransfer fits;
        Outcome one_more;
    };

    for (auto const& test : {
             Case{reserve(1, pending_debits, bob, 10), Outcome::overflows_debits_pending},
             Case{reserve(1, alice, pending_credits, 10), Outcome::overflows_credits_pending},
             Case{transfer(1, pending_debits, bob, 10), Outcome::overflows_debits},
             Case{transfer(1, alice, pending_credits, 10), Outcome::overflows_credits},
             Case{transfer(1, posted_debits, bob, 10), Outcome::overflows_debits_posted},
             Case{transfer(1, alice, posted_credits, 10), Outcome::overflows_credits_posted},
             Case{reserve(1, posted_debits, bob, 10), Outcome::overflows_debits_posted},
             Case{transfer(1, both_debits, bob, 10), Outcome::overflows_debits},
             Case{transfer(1, alice, both_credits, 10), Outcome::overflows_credits},
         }) {
        EXPECT_EQ(decide_only(test.fits), Outcome::ok);
        CreateTransfer more = test.fits;
        more.requested = amount(11);
        EXPECT_EQ(decide_only(more), test.one_more);
        more.requested = amount_max;
        EXPECT_NE(decide_only(more), Outcome::ok);
    }
}

TEST_F(MovementRulesTest, LimitsCountPendingAmountsAndStopAtTheLastUnit) {
    ASSERT_EQ(run(transfer(1, alice, no_credits, 100)), Outcome::ok);
    ASSERT_EQ(run(reserve(2, no_credits, bob, 40)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(3, no_credits, bob, 60)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(3, no_credits, bob, 61)), Outcome::exceeds_credits);
    EXPECT_EQ(decide_only(reserve(3, no_credits, bob, 61)), Outcome::exceeds_credits);
    ASSERT_EQ(run(transfer(4, no_debits, bob, 100)), Outcome::ok);
    ASSERT_EQ(run(reserve(5, alice, no_debits, 40)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(6, alice, no_debits, 60)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(6, alice, no_debits, 61)), Outcome::exceeds_debits);
}

TEST_F(MovementRulesTest, PendingCreditsDoNotPayForDebits) {
    ASSERT_EQ(run(reserve(1, alice, no_credits, 100)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(2, no_credits, bob, 1)), Outcome::exceeds_credits);
    EXPECT_EQ(decide_only(transfer(2, no_credits, bob, 0)), Outcome::ok);
}

TEST_F(MovementRulesTest, ATimeoutMayReachTheYear2262) {
    constexpr std::uint64_t timeout_ns = 1'000 * ns_per_second;
    auto const at = [this](std::uint64_t now) {
        EngineHarness const& harness = harness_;
        auto const context = harness.context();
        DecideContext const then{
            context.state, context.past, context.oracle, Timestamp{now}, context.next};
        CreateTransfer command = reserve(1, alice, bob, 1, 1'000);
        Consequences out;
        return decide(then, command, out);
    };
    EXPECT_EQ(at(INT64_MAX - timeout_ns), Outcome::ok);
    EXPECT_EQ(at(INT64_MAX - timeout_ns + 1), Outcome::overflows_timeout);
    EXPECT_EQ(at(UINT64_MAX - 1), Outcome::overflows_timeout);
}

TEST_F(MovementRulesTest, TheTimeoutIsJudgedBetweenOverflowsAndLimits) {
    auto const context = harness_.context();
    DecideContext const late{
        context.state, context.past, context.oracle, Timestamp{INT64_MAX}, context.next};
    Consequences out;
    CreateTransfer overflowing = reserve(1, alice, both_credits, 100, 1);
    EXPECT_EQ(decide(late, overflowing, out), Outcome::overflows_credits);
    CreateTransfer exceeding = reserve(1, no_credits, bob, 100, 1);
    EXPECT_EQ(decide(late, exceeding, out), Outcome::overflows_timeout);
}

TEST_F(MovementRulesTest, MetadataMayHave1024Bytes) {
    CreateTransfer command = like_plain(1);
    command.metadata.assign(1'024, 'x');
    EXPECT_EQ(run(command), Outcome::ok);
    EXPECT_EQ(run(command), Outcome::exists);
    command.metadata.push_back('x');
    command.id = TransferId{2};
    EXPECT_EQ(run(command), Outcome::metadata_too_long);
}

TEST_F(MovementRulesTest, AnImportedTransferMustNotMeetAnAccountsTimestamp) {
    CreateTransfer command = like_plain(1);
    import_at(command, harness_.account(late_debit).created);
    EXPECT_EQ(decide_only(command), Outcome::imported_event_timestamp_must_not_regress);
    import_at(command, Timestamp{command.timestamp.ns + 1});
    EXPECT_EQ(decide_only(command), Outcome::ok);
}

TEST_F(MovementRulesTest, EveryTransientRefusalBurnsTheId) {
    struct Case {
        CreateTransfer command;
        Outcome outcome;
    };

    std::uint64_t id = 4000;
    for (auto const& test : {
             Case{transfer(0, 99, bob, 1), Outcome::debit_account_not_found},
             Case{transfer(0, alice, 99, 1), Outcome::credit_account_not_found},
             Case{transfer(0, closed_debit, bob, 1), Outcome::debit_account_already_closed},
             Case{transfer(0, alice, closed_credit, 1), Outcome::credit_account_already_closed},
             Case{transfer(0, no_credits, bob, 1), Outcome::exceeds_credits},
             Case{transfer(0, alice, no_debits, 1), Outcome::exceeds_debits},
             Case{post(0, 99), Outcome::pending_transfer_not_found},
         }) {
        CreateTransfer command = test.command;
        command.id = TransferId{++id};
        EXPECT_EQ(run(command), test.outcome);
        EXPECT_EQ(run(command), Outcome::id_already_failed);
        EXPECT_EQ(run(transfer(id, alice, bob, 1)), Outcome::id_already_failed);
    }
    EXPECT_EQ(run(transfer(5000, alice, alice, 1)), Outcome::accounts_must_be_different);
    EXPECT_EQ(run(transfer(5000, alice, bob, 1)), Outcome::ok);
}

TEST_F(MovementRulesTest, ABurntIdNamesNoPendingTransfer) {
    CreateTransfer command = reserve(6000, no_credits, bob, 1);
    EXPECT_EQ(run(command), Outcome::exceeds_credits);
    EXPECT_EQ(run(post(6001, 6000)), Outcome::pending_transfer_not_found);
}

}  // namespace
}  // namespace tally
