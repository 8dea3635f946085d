#include "engine/invariants/conservation.h"

#include "projections/undo_log.h"
#include "tests/engine/ledger/ledger_commands.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;

// A ledger that is told what to do without anybody deciding it.
class ConservationTest : public ::testing::Test {
protected:
    ConservationTest() {
        using namespace account_flag;
        for (auto const& body : {account(1),
                                 account(2, usd, debits_must_not_exceed_credits),
                                 account(3, usd, credits_must_not_exceed_debits)})
            ledger_.apply(body, Entry{}, effects_);
    }

    void post(std::uint32_t debit, std::uint32_t credit, uint128 units, PostingLayer layer) {
        effects_.clear();
        effects_.post({AccountHandle{debit}, AccountHandle{credit}, amount(units), layer});
        ledger_.apply(effects_);
    }

    void hold(std::uint32_t account, uint128 units) {
        effects_.clear();
        effects_.hold({AccountHandle{account}, Amount{}, amount(units)});
        ledger_.apply(effects_);
    }

    [[nodiscard]] std::vector<BreachReport> breaches(ExpectedHolds const& holds = {}) const {
        return check_conservation(ledger_, holds);
    }

    UndoLog undo_;
    Ledger ledger_{undo_};
    Effects effects_;
};

using Reports = std::vector<BreachReport>;

TEST_F(ConservationTest, PostingsKeepTheBooksBalanced) {
    post(0, 1, 100, PostingLayer::posted);
    post(1, 0, 40, PostingLayer::pending_reserve);
    EXPECT_EQ(breaches(), Reports{});
    post(1, 0, 40, PostingLayer::pending_release);
    EXPECT_EQ(breaches(), Reports{});
}

TEST_F(ConservationTest, ALimitedAccountMayReachItsLimitAndNoMore) {
    post(0, 1, 100, PostingLayer::posted);
    post(1, 0, 100, PostingLayer::pending_reserve);
    EXPECT_EQ(breaches(), Reports{});
    post(1, 0, 1, PostingLayer::posted);
    EXPECT_EQ(breaches(), (Reports{{Breach::debits_exceed_credits, usd, AccountId{2}}}));
    post(0, 2, 1, PostingLayer::posted);
    EXPECT_EQ(breaches().size(), 2U);
    EXPECT_EQ(breaches()[1], (BreachReport{Breach::credits_exceed_debits, usd, AccountId{3}}));
}

TEST_F(ConservationTest, HoldsMustBeWhatTheirHoldersSay) {
    hold(0, 7);
    WideSum seven;
    seven.add(7);
    EXPECT_EQ(breaches({{AccountId{1}, seven}}), Reports{});
    EXPECT_EQ(breaches(), (Reports{{Breach::holds_differ, usd, AccountId{1}}}));
    EXPECT_EQ(breaches({{AccountId{1}, seven}, {AccountId{2}, seven}}),
              (Reports{{Breach::holds_differ, usd, AccountId{2}}}));
}

TEST(WideSumTest, ASumGoesPast128BitsAndBack) {
    WideSum sum;
    sum.add(uint128_max);
    sum.add(2);
    EXPECT_EQ(sum, (WideSum{1, 1}));
    sum.subtract(2);
    EXPECT_EQ(sum, (WideSum{0, uint128_max}));
}

TEST(PostingsWatchTest, TheWatchAgreesWithALedgerThatPosts) {
    EngineHarness harness;
    EXPECT_EQ(harness.run(asset("USD", 2)), Outcome::ok);
    EXPECT_EQ(harness.run(account(1)), Outcome::ok);
    EXPECT_EQ(harness.run(account(2)), Outcome::ok);
    PostingsWatch watch;
    EXPECT_EQ(harness.run(transfer(1, 1, 2, uint128_max)), Outcome::ok);
    EXPECT_EQ(watch.compare(harness.ledger()).size(), 2U);  // it has not seen that transfer
    watch.observe(harness.state());
    EXPECT_EQ(watch.compare(harness.ledger()), Reports{});
    EXPECT_EQ(harness.run(reserve(2, 2, 1, 5)), Outcome::ok);
    watch.observe(harness.state());
    EXPECT_EQ(harness.run(post(3, 2, 4)), Outcome::ok);
    watch.observe(harness.state());
    EXPECT_EQ(watch.compare(harness.ledger()), Reports{});
}

}  // namespace
}  // namespace tally
