#include "tests/engine/access/access_world.h"

namespace tally {
namespace {

using namespace testing;

class LimitsTest : public AccessWorld {
protected:
    static SetLimit limit(LimitKind kind, OwnerId owner, std::uint64_t amount) {
        SetLimit command;
        command.kind = kind;
        command.owner = owner;
        command.amount = Amount{amount};
        bool const market = kind == LimitKind::order_quantity || kind == LimitKind::order_notional;
        if (market) command.market = btc_usd;
        bool const asset = kind == LimitKind::transfers || kind == LimitKind::withdrawals;
        if (asset) command.asset = usd;
        if (asset || kind == LimitKind::order_rate) command.window = 1'600;
        return command;
    }

    void set(LimitKind kind, OwnerId owner, std::uint64_t amount) {
        must(limit(kind, owner, amount));
    }

    Outcome move(std::uint64_t units, Timestamp at) {
        return harness_.run_at(transfer(++id_, alice, bob, units), at);
    }

    std::uint64_t id_ = 0;
};

TEST_F(LimitsTest, AnOrderMayBeAsLargeAsTheLimitAndNoLarger) {
    set(LimitKind::order_quantity, alice, 10);
    EXPECT_EQ(harness_.run(buy(1, alice, 5, 10)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(2, alice, 5, 11)), Outcome::order_quantity_limit_exceeded);
    EXPECT_EQ(harness_.run(buy(2, alice, 5, 10)), Outcome::id_already_failed);
    EXPECT_EQ(harness_.run(buy(3, bob, 5, 11)), Outcome::ok);
    AmendOrder amend{.id = OrderId{1}, .price = {}, .quantity = Quantity{11}, .hold = {}};
    EXPECT_EQ(harness_.run(amend), Outcome::order_quantity_limit_exceeded);
    EXPECT_EQ(
        harness_.state().markets().order(harness_.state().markets().find_order(OrderId{1})).open,
        Quantity{10});
    expect_replays();
}

TEST_F(LimitsTest, AnOrdersWorthIsLimitedAndAMarketOrdersIsWhatItTrades) {
    set(LimitKind::order_notional, alice, 100);
    EXPECT_EQ(harness_.run(buy(1, alice, 10, 10)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(2, alice, 101, 1)), Outcome::order_notional_limit_exceeded);
    EXPECT_EQ(harness_.run(sell(3, bob, 20, 100)), Outcome::ok);
    auto market = buy(4, alice, 0, 6);
    market.type = OrderType::market;
    EXPECT_EQ(harness_.run(market), Outcome::order_notional_limit_exceeded);
    market.id = OrderId{5};
    market.quantity = Quantity{5};
    EXPECT_EQ(harness_.run(market), Outcome::ok);
    expect_replays();
}

TEST_F(LimitsTest, OpenOrdersAreCountedWhereTheLimitIs) {
    set(LimitKind::open_orders, alice, 2);
    EXPECT_EQ(harness_.run(buy(1, alice, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(2, alice, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(3, alice, 5, 1)), Outcome::open_orders_limit_exceeded);
    must(CancelOrder{OrderId{1}, {}});
    EXPECT_EQ(harness_.run(buy(4, alice, 5, 1)), Outcome::ok);
    auto one = limit(LimitKind::open_orders, alice, 2);
    one.off = true;
    must(one);
    one.off = false;
    one.market = usd_btc;
    one.amount = Amount{};
    must(one);
    EXPECT_EQ(harness_.run(buy(5, alice, 5, 1)), Outcome::ok);
    auto elsewhere = buy(6, alice, 5, 1);
    elsewhere.market = usd_btc;
    EXPECT_EQ(harness_.run(elsewhere), Outcome::open_orders_limit_exceeded);
}

TEST_F(LimitsTest, PricesStayNearTheLastTrade) {
    EXPECT_EQ(harness_.run(sell(1, bob, 1'000, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(2, alice, 1'000, 1)), Outcome::ok);
    set(LimitKind::price_band, alice, 500);
    EXPECT_EQ(harness_.run(buy(3, alice, 950, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(buy(4, alice, 949, 1)), Outcome::price_band_limit_exceeded);
    EXPECT_EQ(harness_.run(sell(5, alice, 1'050, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run(sell(6, alice, 1'051, 1)), Outcome::price_band_limit_exceeded);
}

TEST_F(LimitsTest, OrdersOfAKeyAreCountedInItsWindow) {
    auto const key = key_with(Role::trader);
    auto command = limit(LimitKind::order_rate, {}, 2);
    command.number = key;
    must(command);
    EXPECT_EQ(harness_.run_as(key, buy(1, alice, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run_as(key, buy(2, bob, 5, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run_as(key, buy(3, bob, 5, 1)), Outcome::order_rate_limit_exceeded);
    EXPECT_EQ(harness_.run(buy(4, bob, 5, 1)), Outcome::ok) << "another sender";
    expect_replays();
}

TEST_F(LimitsTest, TransfersAreSummedUpOverTheWindowAndABucketMore) {
    set(LimitKind::transfers, alice, 100);
    // Buckets are 100 seconds long: the window of 1,600 begins with one.
    Timestamp const begin{10'000 * ns_per_second};
    auto const at = [&](std::uint64_t seconds) {
        return Timestamp{begin.ns + seconds * ns_per_second};
    };
    EXPECT_EQ(move(60, at(0)), Outcome::ok);
    EXPECT_EQ(move(41, at(50)), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(move(40, at(99)), Outcome::ok);
    EXPECT_EQ(move(1, at(1'600)), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(move(1, at(1'699)), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(move(100, at(1'700)), Outcome::ok);
    EXPECT_EQ(move(1, at(1'701)), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(harness_.run(transfer(9'999, bob, alice, 500)), Outcome::ok);
    expect_replays();
}

TEST_F(LimitsTest, AHigherLimitGoesOnCountingAndAnotherWindowBeginsAnew) {
    set(LimitKind::transfers, alice, 100);
    EXPECT_EQ(move(100, harness_.later(1)), Outcome::ok);
    set(LimitKind::transfers, alice, 150);
    EXPECT_EQ(move(51, harness_.later(1)), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(move(50, harness_.later(1)), Outcome::ok);
    auto other = limit(LimitKind::transfers, alice, 150);
    other.window = 3'200;
    must(other);
    EXPECT_EQ(move(150, harness_.later(1)), Outcome::ok);
}

TEST_F(LimitsTest, WithdrawalsAreLimitedToo) {
    set(LimitKind::withdrawals, alice, 100);
    RequestWithdrawal command;
    command.id = WithdrawalId{1};
    command.account = AccountId{70};
    command.chain = ChainNumber{1};
    command.asset = usd;
    command.amount = Amount{101};
    command.destination.bytes[0] = 1;
    EXPECT_EQ(harness_.run(command), Outcome::withdrawal_limit_exceeded);
    command.amount = Amount{100};
    EXPECT_EQ(harness_.run(command), Outcome::ok);
    command.id = WithdrawalId{2};
    command.amount = Amount{1};
    EXPECT_EQ(harness_.run(command), Outcome::withdrawal_limit_exceeded);
    expect_replays();
}

TEST_F(LimitsTest, AChainThatFailsUsesNothingUp) {
    set(LimitKind::transfers, alice, 100);
    auto const outcomes =
        harness_.run_chain({transfer(1, alice, bob, 60), transfer(2, alice, bob, 60)});
    EXPECT_EQ(outcomes.back(), Outcome::transfer_limit_exceeded);
    EXPECT_EQ(move(100, harness_.later(1)), Outcome::ok);
    expect_replays();
}

TEST_F(LimitsTest, ALimitSaysWhatItsKindAsksFor) {
    auto const refusal = [&](SetLimit const& command) { return harness_.run(command); };
    auto nobody = limit(LimitKind::order_rate, {}, 1);
    EXPECT_EQ(refusal(nobody), Outcome::limit_subject_invalid);
    nobody.owner = alice;
    nobody.number = KeyNumber{1};
    EXPECT_EQ(refusal(nobody), Outcome::limit_subject_invalid);
    nobody.owner = {};
    EXPECT_EQ(refusal(nobody), Outcome::key_not_found);
    auto no_window = limit(LimitKind::transfers, alice, 1);
    no_window.window = 0;
    EXPECT_EQ(refusal(no_window), Outcome::limit_window_invalid);
    no_window.off = true;
    EXPECT_EQ(refusal(no_window), Outcome::limit_not_found);
    auto no_asset = limit(LimitKind::transfers, alice, 1);
    no_asset.asset = {};
    EXPECT_EQ(refusal(no_asset), Outcome::asset_not_found);
    auto no_market = limit(LimitKind::order_quantity, alice, 1);
    no_market.market = {};
    EXPECT_EQ(refusal(no_market), Outcome::market_not_found);
    no_market.market = btc_usd;
    no_market.asset = usd;
    EXPECT_EQ(refusal(no_market), Outcome::scope_invalid);
    auto unknown = limit(static_cast<LimitKind>(8), alice, 1);
    EXPECT_EQ(refusal(unknown), Outcome::limit_kind_invalid);
}

}  // namespace
}  // namespace tally
