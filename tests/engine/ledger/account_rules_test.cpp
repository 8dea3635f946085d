#include "engine/ledger/decide.h"
#include "tests/engine/ledger/ledger_commands.h"
#include "tests/engine/ledger/rule_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace tally {
namespace {

using namespace testing;

constexpr Timestamp long_ago{60 * ns_per_second};

class AccountRulesTest : public ::testing::Test {
protected:
    AccountRulesTest() {
        EXPECT_EQ(harness_.run(asset("USD", 2)), Outcome::ok);
        EXPECT_EQ(harness_.run(asset("EUR", 2)), Outcome::ok);
        EXPECT_EQ(harness_.run(known()), Outcome::ok);
        EXPECT_EQ(harness_.run(account(50, usd, account_flag::default_for_owner)), Outcome::ok);
    }

    static CreateAccount known() {
        CreateAccount command = account(1);
        command.user_data_128 = 128;
        command.user_data_64 = 64;
        command.user_data_32 = 32;
        return command;
    }

    // Like the known account in all but its id.
    static CreateAccount sound() {
        CreateAccount command = known();
        command.id = AccountId{2};
        return command;
    }

    [[nodiscard]] Outcome decide_only(CreateAccount command) const {
        Consequences out;
        auto const outcome = decide(harness_.context(), command, out);
        EXPECT_TRUE(out.empty());
        return outcome;
    }

    EngineHarness harness_;
};

using Rule = BrokenRule<CreateAccount>;

void import_at(CreateAccount& command, Timestamp time) {
    command.flags |= account_flag::imported;
    command.timestamp = time;
}

void append(std::vector<Rule>& rules, std::vector<Rule> const& more) {
    rules.insert(rules.end(), more.begin(), more.end());
}

std::vector<Rule> envelope_rules(Timestamp now) {
    return {
        {Outcome::timestamp_must_be_zero,
         {"imported=no", "time=5"},
         [](auto& c) { c.timestamp = Timestamp{5}; }},
        {Outcome::imported_event_timestamp_out_of_range,
         {"imported=yes", "time=0"},
         [](auto& c) { import_at(c, Timestamp{}); }},
        {Outcome::imported_event_timestamp_must_not_advance,
         {"imported=yes", "time=now"},
         [now](auto& c) { import_at(c, now); }},
        {Outcome::reserved_flag, {"reserved"}, [](auto& c) { c.flags |= 1U << 15U; }},
        {Outcome::id_must_not_be_zero, {"id=0"}, [](auto& c) { c.id = AccountId{0}; }},
        {Outcome::id_must_not_be_int_max,
         {"id=max"},
         [](auto& c) { c.id = AccountId{uint128_max}; }},
    };
}

std::vector<Rule> exists_rules() {
    auto const is_known = [](auto change) {
        return [change](CreateAccount& c) {
            c.id = AccountId{1};
            change(c);
        };
    };
    return {
        {Outcome::exists_with_different_flags, {"id=1", "history"}, is_known([](auto& c) {
             c.flags |= account_flag::history;
         })},
        {Outcome::exists_with_different_user_data_128,
         {"id=1", "imported=no", "u128"},
         is_known([](auto& c) { c.user_data_128 = 1; })},
        {Outcome::exists_with_different_user_data_64,
         {"id=1", "imported=no", "u64"},
         is_known([](auto& c) { c.user_data_64 = 1; })},
        {Outcome::exists_with_different_user_data_32,
         {"id=1", "imported=no", "u32"},
         is_known([](auto& c) { c.user_data_32 = 1; })},
        {Outcome::exists_with_different_asset,
         {"id=1", "imported=no", "asset=eur"},
         is_known([](auto& c) { c.asset = eur; })},
        {Outcome::exists_with_different_code,
         {"id=1", "imported=no", "code=9"},
         is_known([](auto& c) { c.code = 9; })},
        {Outcome::exists_with_different_owner,
         {"id=1", "imported=no", "owner=9"},
         is_known([](auto& c) { c.owner = OwnerId{9}; })},
        {Outcome::exists, {"id=1", "imported=no"}, is_known([](auto&) {})},
    };
}

std::vector<Rule> content_rules() {
    using namespace account_flag;
    return {
        {Outcome::flags_are_mutually_exclusive,
         {"flags=limits"},
         [](auto& c) {
             c.flags |= debits_must_not_exceed_credits | credits_must_not_exceed_debits;
         }},
        {Outcome::debits_pending_must_be_zero,
         {"dp"},
         [](auto& c) { c.given_totals |= given_total::debits_pending; }},
        {Outcome::debits_posted_must_be_zero,
         {"dd"},
         [](auto& c) { c.given_totals |= given_total::debits_posted; }},
        {Outcome::credits_pending_must_be_zero,
         {"cp"},
         [](auto& c) { c.given_totals |= given_total::credits_pending; }},
        {Outcome::credits_posted_must_be_zero,
         {"cc"},
         [](auto& c) { c.given_totals |= given_total::credits_posted; }},
        {Outcome::asset_must_not_be_zero, {"asset=0"}, [](auto& c) { c.asset = AssetNumber{}; }},
        {Outcome::asset_not_found, {"asset=?"}, [](auto& c) { c.asset = unknown_asset; }},
        {Outcome::code_must_not_be_zero, {"code=0"}, [](auto& c) { c.code = 0; }},
        {Outcome::owner_must_not_be_zero,
         {"flags=default", "owner=0"},
         [](auto& c) {
             c.flags |= default_for_owner;
             c.owner = OwnerId{};
         }},
        {Outcome::owner_has_default_account,
         {"flags=default", "owner=50", "asset=usd"},
         [](auto& c) {
             c.flags |= default_for_owner;
             c.owner = OwnerId{50};
         }},
        {Outcome::imported_event_timestamp_must_not_regress,
         {"imported=yes", "time=ago"},
         [](auto& c) { import_at(c, long_ago); }},
    };
}

TEST_F(AccountRulesTest, OfTwoRulesThatANewAccountBreaksTheFirstAnswers) {
    std::vector<Rule> rules = envelope_rules(harness_.later(1));
    append(rules, content_rules());
    EXPECT_GT(expect_precedence(rules, sound(), [this](auto c) { return decide_only(c); }), 80U);
}

TEST_F(AccountRulesTest, OfTwoDifferencesOfARetryTheFirstAnswers) {
    std::vector<Rule> rules = envelope_rules(harness_.later(1));
    append(rules, exists_rules());
    EXPECT_GT(expect_precedence(rules, sound(), [this](auto c) { return decide_only(c); }), 30U);
}

TEST_F(AccountRulesTest, ARetryIsComparedBeforeItsContentIsJudged) {
    CreateAccount command = known();
    command.given_totals = given_total::debits_pending;
    EXPECT_EQ(decide_only(command), Outcome::exists);
    command.code = 0;
    EXPECT_EQ(decide_only(command), Outcome::exists_with_different_code);
}

TEST_F(AccountRulesTest, AnImportedAccountMustLieBetweenTheLastAccountAndNow) {
    auto const last = harness_.ledger().last_account_time();
    auto const now = harness_.later(1);
    auto const imported_at = [&](std::uint64_t ns) {
        CreateAccount command = sound();
        import_at(command, Timestamp{ns});
        return decide_only(command);
    };
    EXPECT_EQ(imported_at(last.ns), Outcome::imported_event_timestamp_must_not_regress);
    EXPECT_EQ(imported_at(last.ns + 1), Outcome::ok);
    EXPECT_EQ(imported_at(now.ns - 1), Outcome::ok);
    EXPECT_EQ(imported_at(now.ns), Outcome::imported_event_timestamp_must_not_advance);
    EXPECT_EQ(imported_at(INT64_MAX), Outcome::imported_event_timestamp_must_not_advance);
    EXPECT_EQ(imported_at(std::uint64_t{INT64_MAX} + 1),
              Outcome::imported_event_timestamp_out_of_range);
}

TEST_F(AccountRulesTest, AnImportedAccountIsCreatedAtTheTimeItCameWith) {
    CreateAccount command = sound();
    import_at(command, Timestamp{harness_.now().ns + 7});
    EXPECT_EQ(harness_.run(command), Outcome::ok);
    EXPECT_EQ(harness_.account(2).created, command.timestamp);
    EXPECT_EQ(harness_.run(account(3)), Outcome::ok);
    EXPECT_EQ(harness_.account(3).created, harness_.now());
}

TEST_F(AccountRulesTest, ARetryIsAnsweredAlikeAfterAClosingTransfer) {
    EXPECT_EQ(harness_.run(account(2)), Outcome::ok);
    auto closing = reserve(1, 1, 2, 0);
    closing.flags |= transfer_flag::closing_debit;
    EXPECT_EQ(harness_.run(closing), Outcome::ok);
    EXPECT_TRUE(harness_.account(1).closed());
    EXPECT_EQ(harness_.run(known()), Outcome::exists);
    CreateAccount created_closed = known();
    created_closed.flags |= account_flag::closed;
    EXPECT_EQ(harness_.run(created_closed), Outcome::exists_with_different_flags);
}

TEST_F(AccountRulesTest, AnOwnersAccountIsTheDefaultOrTheOnlyOne) {
    auto const of_owner = [](std::uint64_t id, std::uint16_t flags) {
        CreateAccount command = account(id, eur, flags);
        command.owner = OwnerId{77};
        return command;
    };
    auto const found = [this] { return harness_.ledger().account_of(OwnerId{77}, eur); };
    EXPECT_TRUE(found().is_none());
    EXPECT_EQ(harness_.run(of_owner(20, 0)), Outcome::ok);
    EXPECT_EQ(found(), harness_.ledger().find(AccountId{20}));
    EXPECT_EQ(harness_.run(of_owner(21, 0)), Outcome::ok);
    EXPECT_TRUE(found().is_none());
    EXPECT_EQ(harness_.run(of_owner(22, account_flag::default_for_owner)), Outcome::ok);
    EXPECT_EQ(found(), harness_.ledger().find(AccountId{22}));
    EXPECT_EQ(harness_.run(of_owner(23, 0)), Outcome::ok);
    EXPECT_EQ(found(), harness_.ledger().find(AccountId{22}));
    EXPECT_EQ(harness_.run(of_owner(24, account_flag::default_for_owner)),
              Outcome::owner_has_default_account);
    EXPECT_TRUE(harness_.ledger().account_of(OwnerId{77}, usd).is_none());
}

TEST_F(AccountRulesTest, AccountsWithoutAnOwnerBelongToNobody) {
    CreateAccount command = account(30);
    command.owner = OwnerId{};
    EXPECT_EQ(harness_.run(command), Outcome::ok);
    EXPECT_TRUE(harness_.ledger().account_of(OwnerId{}, usd).is_none());
}

TEST(AssetRulesTest, AnAssetIsCreatedOnceWithAScaleUpTo38) {
    EngineHarness harness;
    EXPECT_EQ(harness.run(CreateAsset{}), Outcome::asset_must_not_be_zero);
    EXPECT_EQ(harness.run(asset("WEI", 38)), Outcome::ok);
    EXPECT_EQ(harness.run(asset("BIG", 39)), Outcome::scale_too_large);
    EXPECT_EQ(harness.run(asset("WEI", 38)), Outcome::exists);
    EXPECT_EQ(std::get<CreateAsset>(harness.entries().back().body).number, AssetNumber{1});
    EXPECT_EQ(harness.run(asset("WEI", 37)), Outcome::exists_with_different_scale);
    EXPECT_EQ(harness.run(asset("WEI", 39)), Outcome::exists_with_different_scale);
    EXPECT_EQ(harness.run(asset("USD", 0)), Outcome::ok);
    EXPECT_EQ(harness.state().assets().find(AssetNumber{2})->code, *AssetCode::from("USD"));
}

}  // namespace
}  // namespace tally
