#include "tests/engine/access/access_world.h"

namespace tally {
namespace {

using namespace testing;

class KillSwitchTest : public AccessWorld {
protected:
    void flip(OwnerId owner, MarketNumber market, bool on) {
        must(SetKillSwitch{owner, market, on, {}});
    }
};

TEST_F(KillSwitchTest, AnOwnerThatIsStoppedMayOnlyGetOut) {
    ASSERT_EQ(harness_.run(buy(1, alice, 5, 1)), Outcome::ok);
    flip(alice, {}, true);
    EXPECT_EQ(harness_.run(buy(2, alice, 5, 1)), Outcome::killed);
    AmendOrder const amend{.id = OrderId{1}, .price = Price{6}, .quantity = {}, .hold = {}};
    EXPECT_EQ(harness_.run(amend), Outcome::killed);
    EXPECT_EQ(harness_.run(transfer(1, alice, bob, 1)), Outcome::killed);
    EXPECT_EQ(harness_.run(FundEscrow{EscrowId{1}, {}}), Outcome::killed);
    EXPECT_EQ(harness_.run(buy(3, bob, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(transfer(2, bob, alice, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(CancelOrder{OrderId{1}, {}}), Outcome::ok);
    flip(alice, {}, false);
    EXPECT_EQ(harness_.run(buy(4, alice, 5, 1)), Outcome::ok);
    expect_replays();
}

TEST_F(KillSwitchTest, OrdersInTheBookStayAndMayTradeUntilTheyAreCancelled) {
    ASSERT_EQ(harness_.run(sell(1, alice, 5, 1)), Outcome::ok);
    flip(alice, {}, true);
    EXPECT_EQ(harness_.run(buy(2, bob, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.state().markets().find_order(OrderId{1}), no_order);
}

TEST_F(KillSwitchTest, AMarketIsStoppedForEverybody) {
    flip({}, btc_usd, true);
    EXPECT_EQ(harness_.run(buy(1, bob, 5, 1)), Outcome::killed);
    EXPECT_EQ(harness_.run(buy(1, bob, 5, 1)), Outcome::id_already_failed);
    auto elsewhere = buy(2, bob, 5, 1);
    elsewhere.market = usd_btc;
    EXPECT_EQ(harness_.run(elsewhere), Outcome::ok);
    EXPECT_EQ(harness_.run(transfer(1, alice, bob, 1)), Outcome::ok);
}

TEST_F(KillSwitchTest, EverythingIsStoppedAndGoesOnByAnotherEntry) {
    auto pending = transfer(9, alice, bob, 5);
    pending.flags = transfer_flag::pending;
    must(pending);
    flip({}, {}, true);
    EXPECT_EQ(harness_.run(buy(1, bob, 5, 1)), Outcome::killed);
    EXPECT_EQ(harness_.run(transfer(1, alice, bob, 1)), Outcome::killed);
    CreateTransfer voiding;
    voiding.id = TransferId{10};
    voiding.pending_id = TransferId{9};
    voiding.flags = transfer_flag::void_pending_transfer;
    EXPECT_EQ(harness_.run(voiding), Outcome::ok);
    flip({}, {}, false);
    EXPECT_EQ(harness_.run(buy(2, bob, 5, 1)), Outcome::ok);
    expect_replays();
}

TEST_F(KillSwitchTest, ARetryOfWhatWasDoneBeforeIsToldSo) {
    ASSERT_EQ(harness_.run(transfer(1, alice, bob, 1)), Outcome::ok);
    flip(alice, {}, true);
    EXPECT_EQ(harness_.run(transfer(1, alice, bob, 1)), Outcome::exists);
}

TEST_F(KillSwitchTest, OneSwitchStopsOneThing) {
    EXPECT_EQ(harness_.run(SetKillSwitch{alice, btc_usd, true, {}}), Outcome::scope_invalid);
    EXPECT_EQ(harness_.run(SetKillSwitch{{}, MarketNumber{9}, true, {}}),
              Outcome::market_not_found);
}

}  // namespace
}  // namespace tally
