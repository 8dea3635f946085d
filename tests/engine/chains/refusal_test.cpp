#include "tests/engine/chains/chain_world.h"
#include "tests/engine/ledger/rule_table.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;

class ChainRefusalTest : public ::testing::Test, public ChainWorld {
protected:
    template <class Command>
    [[nodiscard]] Outcome decide_only(Command command) const {
        Consequences out;
        auto const outcome = decide(harness_.context(), command, out);
        EXPECT_TRUE(outcome == Outcome::ok || out.empty());
        return outcome;
    }

    template <class Command>
    std::size_t expect_order(std::vector<BrokenRule<Command>> const& rules, Command const& sound) {
        return expect_precedence(rules, sound, [&](Command const& c) { return decide_only(c); });
    }
};

TEST_F(ChainRefusalTest, CreatingAChainAnswersInOrderOfPrecedence) {
    auto sound = terms();
    sound.name = *ChainName::from("other");
    std::vector<BrokenRule<CreateChain>> const rules{
        {Outcome::id_must_not_be_zero, {"name="}, [](auto& c) { c.name = {}; }},
        {Outcome::finality_depth_invalid, {"depth=0"}, [](auto& c) { c.finality_depth = 0; }},
        {Outcome::finality_depth_invalid, {"depth=1025"}, [](auto& c) { c.finality_depth = 1025; }},
        {Outcome::custody_owner_must_not_be_zero,
         {"custody=0"},
         [](auto& c) { c.custody_owner = {}; }},
        {Outcome::loss_owner_must_not_be_zero, {"loss=0"}, [](auto& c) { c.loss_owner = {}; }},
        {Outcome::custody_and_loss_owner_must_be_different,
         {"custody=200", "loss=200"},
         [](auto& c) { c.custody_owner = c.loss_owner = OwnerId{200}; }},
    };
    EXPECT_EQ(expect_order(rules, sound), 12U);
    sound.finality_depth = 1024;
    EXPECT_EQ(decide_only(sound), Outcome::ok);
    sound.finality_depth = 1;
    EXPECT_EQ(decide_only(sound), Outcome::ok);
}

TEST_F(ChainRefusalTest, AChainIsKnownByItsName) {
    EXPECT_EQ(run(terms(2)), Outcome::exists);
    EXPECT_EQ(run(terms(3)), Outcome::exists_with_different_chain);
    auto other = terms();
    other.loss_owner = OwnerId{1};
    EXPECT_EQ(run(other), Outcome::exists_with_different_chain);
    other = terms();
    other.custody_owner = OwnerId{1};
    EXPECT_EQ(run(other), Outcome::exists_with_different_chain);
    other.name = *ChainName::from("bitcoin");
    EXPECT_EQ(run(other), Outcome::ok);
    EXPECT_EQ(std::get<CreateChain>(harness_.entries().back().body).number, ChainNumber{2});
}

std::vector<BrokenRule<ObserveBlock>> block_rules() {
    return {
        {Outcome::chain_not_found, {"chain=2"}, [](auto& c) { c.chain = ChainNumber{2}; }},
        {Outcome::chain_not_found, {"chain=?"}, [](auto& c) { c.chain = unknown_chain; }},
        {Outcome::block_hash_must_not_be_zero, {"hash=0"}, [](auto& c) { c.hash = {}; }},
        {Outcome::exists_with_different_block, {"hash=11"}, [](auto& c) { c.hash = hash(11); }},
        {Outcome::too_many_events,
         {"events=513"},
         [](auto& c) { c.events.assign(513, deposit(1, 1, 1)); }},
        {Outcome::block_below_finality,
         {"parent=?", "number=10"},
         [](auto& c) { c.parent = hash(99), c.number = 10; }},
        {Outcome::block_does_not_connect, {"parent=?"}, [](auto& c) { c.parent = hash(99); }},
        {Outcome::block_number_mismatch, {"number=14"}, [](auto& c) { c.number = 14; }},
        {Outcome::block_number_mismatch, {"number=12"}, [](auto& c) { c.number = 12; }},
    };
}

std::vector<BrokenRule<ObserveBlock>> event_rules() {
    using List = std::vector<ChainEvent>;
    auto const type = [](int number) {
        return event(static_cast<ChainEventType>(number), 1, 1, 1);
    };
    auto other_asset = deposit(1, 1, 1);
    other_asset.asset = unknown_asset;
    auto wrong_asset = deposit(1, 1, 1);
    wrong_asset.asset = eur;
    std::vector<std::pair<Outcome, List>> const lists{
        {Outcome::event_invalid, {type(0)}},
        {Outcome::event_invalid, {type(6)}},
        {Outcome::event_asset_not_found, {other_asset}},
        {Outcome::event_invalid, {deposit(1, 1, 0)}},
        {Outcome::event_account_not_found, {deposit(1, 77, 1)}},
        {Outcome::event_invalid, {wrong_asset}},
        {Outcome::event_invalid, {deposit(1, 100, 1)}},
        {Outcome::event_duplicated, {deposit(1, 1, 1), deposit(1, 1, 1)}},
        {Outcome::event_duplicated, {deposit(1, 1, 1), paid(1, 2, 2)}},
        {Outcome::event_duplicated, {deposit(900, 1, 1)}},
        {Outcome::event_amount_overflow, {deposit(1, 1, uint128_max)}},
    };
    std::vector<BrokenRule<ObserveBlock>> rules;
    for (std::size_t i = 0; i < lists.size(); ++i)
        rules.push_back({lists[i].first,
                         {"events=" + std::to_string(i)},
                         [list = lists[i].second](auto& c) { c.events = list; }});
    return rules;
}

TEST_F(ChainRefusalTest, ObservingABlockAnswersInOrderOfPrecedence) {
    ASSERT_EQ(run(asset("EUR", 2)), Outcome::ok);
    observe({block(10, 10, 0), block(11, 11, 10), block(12, 12, 11, {deposit(900, 1, 5)})});
    auto rules = block_rules();
    for (auto const& rule : event_rules())
        rules.push_back(rule);
    EXPECT_GT(expect_order(rules, block(13, 13, 12, {deposit(1, 1, 1)})), 100U);
}

TEST_F(ChainRefusalTest, AsManyEventsAsAreAllowedAreTaken) {
    std::vector<ChainEvent> events;
    for (std::uint64_t i = 0; i < 512; ++i)
        events.push_back(deposit(i, 1, 1));
    observe({block(1, 1, 0, events), block(2, 2, 1), block(3, 3, 2)});
    EXPECT_EQ(on(1).credits_posted, Amount{512});
}

TEST_F(ChainRefusalTest, TheSameTransactionMayMakeSeveralTransfersByIndex) {
    auto second = deposit(1, 1, 7);
    second.index = 1;
    observe({block(1, 1, 0, {deposit(1, 1, 5), second})});
    EXPECT_EQ(on(1).credits_pending, Amount{12});
}

TEST_F(ChainRefusalTest, AKnownBlockIsAnsweredByWhetherItSaysTheSame) {
    observe({block(1, 1, 0, {deposit(1, 1, 5)}), block(2, 2, 1)});
    auto const entries = harness_.entries().size();
    EXPECT_EQ(run(block(1, 1, 0, {deposit(1, 1, 5)})), Outcome::block_already_known);
    std::vector<ObserveBlock> others(5, block(1, 1, 0, {deposit(1, 1, 5)}));
    others[0].number = 2;
    others[1].parent = hash(7);
    others[2].timestamp = Timestamp{7};
    others[3].events[0].amount = Amount{6};
    others[4].events.clear();
    for (auto const& other : others)
        EXPECT_EQ(run(other), Outcome::exists_with_different_block);
    EXPECT_EQ(harness_.entries().size(), entries + 6);
    EXPECT_EQ(on(1).credits_pending, Amount{5});
}

TEST_F(ChainRefusalTest, AccountsThatCouldRefuseWhatAChainSaysAreNotUsed) {
    auto limited = account(3, usd, account_flag::credits_must_not_exceed_debits);
    ASSERT_EQ(run(limited), Outcome::ok);
    EXPECT_EQ(run(block(1, 1, 0, {deposit(1, 3, 5)})), Outcome::account_has_limits);
    for (auto const flag : {account_flag::debits_must_not_exceed_credits,
                            account_flag::credits_must_not_exceed_debits}) {
        ChainWorld world;
        auto chain = terms();
        chain.name = *ChainName::from("limited");
        chain.custody_owner = OwnerId{300};
        ASSERT_EQ(world.run(account(300, usd, flag)), Outcome::ok);
        ASSERT_EQ(world.run(chain), Outcome::ok);
        auto observed = block(1, 1, 0, {deposit(1, 1, 5)});
        observed.chain = ChainNumber{2};
        EXPECT_EQ(world.run(observed), Outcome::account_has_limits);
        auto asked = request(1, 1, 1);
        asked.chain = ChainNumber{2};
        EXPECT_EQ(world.run(asked), Outcome::account_has_limits);
    }
}

TEST_F(ChainRefusalTest, CustodyWithoutAnAccountInTheAssetTakesNoDeposit) {
    ASSERT_EQ(run(asset("EUR", 2)), Outcome::ok);
    ASSERT_EQ(run(account(3, eur)), Outcome::ok);
    auto euros = deposit(1, 3, 5);
    euros.asset = eur;
    EXPECT_EQ(run(block(1, 1, 0, {euros})), Outcome::event_custody_account_not_found);
    ASSERT_EQ(run(account(101, eur)), Outcome::ok);
    auto custody = account(102, eur);
    custody.owner = OwnerId{100};
    ASSERT_EQ(run(custody), Outcome::ok);
    EXPECT_EQ(run(block(1, 1, 0, {euros})), Outcome::ok);
}

TEST_F(ChainRefusalTest, RequestingAWithdrawalAnswersInOrderOfPrecedence) {
    ASSERT_EQ(run(asset("EUR", 2)), Outcome::ok);
    ASSERT_EQ(run(account(3, eur)), Outcome::ok);
    observe({block(1, 1, 0, {deposit(1, 1, 100)}), block(2, 2, 1), block(3, 3, 2)});
    std::vector<BrokenRule<RequestWithdrawal>> const rules{
        {Outcome::id_must_not_be_zero, {"id=0"}, [](auto& c) { c.id.value = 0; }},
        {Outcome::id_must_not_be_int_max, {"id=max"}, [](auto& c) { c.id.value = uint128_max; }},
        {Outcome::chain_not_found, {"chain=?"}, [](auto& c) { c.chain = unknown_chain; }},
        {Outcome::asset_not_found, {"asset=?"}, [](auto& c) { c.asset = unknown_asset; }},
        {Outcome::amount_must_not_be_zero, {"amount=0"}, [](auto& c) { c.amount = {}; }},
        {Outcome::destination_must_not_be_zero, {"to=0"}, [](auto& c) { c.destination = {}; }},
        {Outcome::account_not_found, {"account=77"}, [](auto& c) { c.account = AccountId{77}; }},
        {Outcome::transfer_must_have_the_same_asset_as_accounts,
         {"account=3", "asset=usd"},
         [](auto& c) { c.account = AccountId{3}; }},
        {Outcome::event_custody_account_not_found,
         {"account=3", "asset=eur"},
         [](auto& c) { c.account = AccountId{3}, c.asset = eur; }},
        {Outcome::accounts_must_be_different,
         {"account=100"},
         [](auto& c) { c.account = AccountId{100}; }},
        {Outcome::insufficient_funds, {"amount=101"}, [](auto& c) { c.amount = Amount{101}; }},
    };
    EXPECT_GT(expect_order(rules, request(1, 1, 100)), 25U);
}

TEST_F(ChainRefusalTest, AWithdrawalIsKnownByItsId) {
    observe({block(1, 1, 0, {deposit(1, 1, 100)}), block(2, 2, 1), block(3, 3, 2)});
    ASSERT_EQ(run(request(1, 1, 60)), Outcome::ok);
    EXPECT_EQ(run(request(1, 1, 60)), Outcome::exists);
    std::vector<RequestWithdrawal> others(5, request(1, 1, 60));
    others[0].account = AccountId{2};
    others[1].chain = unknown_chain;
    others[2].asset = eur;
    others[3].amount = Amount{1};
    others[4].destination.bytes[0] = 1;
    for (auto const& other : others)
        EXPECT_EQ(run(other), Outcome::exists_with_different_withdrawal);
    EXPECT_EQ(run(request(2, 1, 41)), Outcome::insufficient_funds);
    EXPECT_EQ(run(request(2, 1, 40)), Outcome::ok);
}

TEST_F(ChainRefusalTest, OnlyAHaltedChainIsResumed) {
    EXPECT_EQ(run(ResumeChain{ethereum_chain, false, {}}), Outcome::chain_not_halted);
    EXPECT_EQ(run(ResumeChain{unknown_chain, false, {}}), Outcome::chain_not_found);
    EXPECT_EQ(run(ResumeChain{ChainNumber{0}, false, {}}), Outcome::chain_not_found);
    EXPECT_EQ(run(cancel(1)), Outcome::withdrawal_not_found);
}

// A provider that makes up hashes can neither loop nor crash what walks down the tree.
TEST_F(ChainRefusalTest, BlocksThatNameThemselvesOrEachOtherAsParentsAreHarmless) {
    observe({block(5, 5, 5)});
    EXPECT_EQ(run(block(6, 6, 5)), Outcome::ok);
    ChainWorld circle;
    circle.observe({block(5, 5, 7), block(6, 6, 5), block(7, 7, 6), block(8, 8, 7)});
    EXPECT_EQ(circle.chain().tip()->number, 8U);
    EXPECT_EQ(circle.run(block(6, 16, 5, {deposit(1, 1, 1)})), Outcome::ok);
}

TEST_F(ChainRefusalTest, TheHighestNumberThereIsEndsAChainAndNotTheProgram) {
    observe({block(UINT64_MAX, 1, 0)});
    EXPECT_EQ(run(block(0, 2, 1)), Outcome::block_number_mismatch);
    EXPECT_EQ(run(block(UINT64_MAX, 3, 1)), Outcome::block_number_mismatch);
}

}  // namespace
}  // namespace tally
