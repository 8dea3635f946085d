#include "tests/engine/markets/market_world.h"

#include <gtest/gtest.h>

// The examples of docs/markets.md, and the rules around them.
namespace tally::testing {
namespace {

constexpr auto buy_side = OrderSide::buy;
constexpr auto sell_side = OrderSide::sell;
using enum OrderType;
using enum TimeInForce;

class OrderTypes : public ::testing::Test {
protected:
    ~OrderTypes() override { world.expect_sound(); }

    // A trade at a price between owners 4 and 5, so that there is a last price.
    void trade_at(std::uint64_t price) {
        world.place(world.sell(4, price, 1));
        world.place(world.buy(5, price, 1));
    }

    MarketWorld world;
};

TEST_F(OrderTypes, LimitTakesBestPricesFirstThenOldestAndRestsAtItsOwn) {
    world.place(world.sell(1, 102, 5));
    world.place(world.sell(2, 101, 5));
    world.place(world.sell(3, 101, 5));
    world.place(world.buy(4, 101, 12));
    EXPECT_EQ(world.happened(), "fill 2>4 5@101, fill 3>4 5@101");
    EXPECT_EQ(world.book(buy_side), "4:2@101");
    EXPECT_EQ(world.book(sell_side), "1:5@102");
}

TEST_F(OrderTypes, FeesRoundDownAndGoToTheFeeAccount) {
    world.place(world.sell(1, 999, 3));
    world.place(world.buy(2, 1'000, 3));
    // 2,997 x 10 / 10,000 = 2.997 and x 30 / 10,000 = 8.991
    EXPECT_EQ(world.change(1, quote_asset), 2'997 - 2);
    EXPECT_EQ(world.change(2, quote_asset), -2'997 - 8);
    EXPECT_EQ(world.change(fee_owner, quote_asset), 10);
    EXPECT_EQ(world.change(2, base_asset), 3);
    EXPECT_EQ(world.change(1, base_asset), -3);
    EXPECT_EQ(world.held(2, quote_asset), 0U);
}

TEST_F(OrderTypes, ABuyHoldsItsPriceAndTheLargerFeeAndReleasesWhatItsRestDoesNotNeed) {
    world.place(world.buy(1, 1'000, 10));
    EXPECT_EQ(world.held(1, quote_asset), 10'030U);
    world.place(world.sell(2, 900, 4));
    EXPECT_EQ(world.held(1, quote_asset), 6'018U);
    world.must(CancelOrder{OrderId{1}, Outcome::ok});
    EXPECT_EQ(world.held(1, quote_asset), 0U);
}

TEST_F(OrderTypes, FillOrKillPaysTheMakersPricesOrDoesNothing) {
    world.place(world.sell(1, 100, 5));
    world.place(world.sell(2, 101, 5));
    EXPECT_EQ(world.run(world.in_force(world.buy(3, 105, 11), fok)),
              Outcome::would_not_fill_completely);
    EXPECT_EQ(world.happened(), "");
    world.place(world.in_force(world.buy(3, 105, 10), fok));
    EXPECT_EQ(world.happened(), "fill 1>4 5@100, fill 2>4 5@101");
    EXPECT_EQ(world.change(3, quote_asset), -1'005 - 1 - 1);
}

TEST_F(OrderTypes, ImmediateOrCancelNeverRests) {
    world.place(world.sell(1, 100, 5));
    world.place(world.in_force(world.buy(2, 100, 8), ioc));
    EXPECT_EQ(world.happened(), "fill 1>2 5@100, cancel 2 remainder");
    world.place(world.in_force(world.buy(2, 100, 8), ioc));
    EXPECT_EQ(world.happened(), "cancel 3 remainder");
    EXPECT_EQ(world.book(buy_side), "");
    EXPECT_EQ(world.held(2, quote_asset), 0U);
}

TEST_F(OrderTypes, AMarketBuyHoldsTheExactCostOfItsFills) {
    world.place(world.sell(1, 100, 5));
    world.place(world.sell(2, 200, 5));
    world.place(world.typed(world.buy(3, 0, 7), market));
    EXPECT_EQ(world.happened(), "fill 1>3 5@100, fill 2>3 2@200");
    auto const& placed =
        std::get<PlaceOrder>(world.harness.entries()[world.harness.entries().size() - 3].body);
    EXPECT_EQ(placed.hold, Amount{900U + 1 + 1});
    EXPECT_EQ(world.run(world.typed(world.sell(3, 0, 7), market)), Outcome::no_liquidity);
}

TEST_F(OrderTypes, ABudgetBuysWholeLotsAsFarAsItGoesFeesIncluded) {
    world.place(world.sell(1, 100, 5));
    world.place(world.sell(2, 200, 5));
    world.place(world.with_budget(world.typed(world.buy(3, 0, 0), market), 1'000));
    EXPECT_EQ(world.happened(), "fill 1>3 5@100, fill 2>3 2@200, cancel 3 budget_spent");
    EXPECT_EQ(world.change(3, quote_asset), -902);
    EXPECT_EQ(world.held(3, quote_asset), 0U);
    world.place(world.with_budget(world.typed(world.buy(3, 0, 0), market), 10'000));
    EXPECT_EQ(world.happened(), "fill 2>4 3@200, cancel 4 remainder");
}

TEST_F(OrderTypes, AnIcebergShowsASliceAtATimeAndEachNewSliceGoesBehind) {
    auto iceberg = world.sell(1, 100, 25);
    iceberg.display = Quantity{10};
    world.place(iceberg);
    world.place(world.sell(2, 100, 5));
    EXPECT_EQ(world.book(sell_side), "1:10+15@100 2:5@100");
    world.place(world.buy(3, 100, 12));
    EXPECT_EQ(world.happened(), "fill 1>3 10@100, fill 2>3 2@100");
    EXPECT_EQ(world.book(sell_side), "2:3@100 1:10+5@100");
    world.place(world.buy(3, 100, 18));
    EXPECT_EQ(world.happened(), "fill 2>4 3@100, fill 1>4 10@100, fill 1>4 5@100");
}

TEST_F(OrderTypes, ARestingAllOrNoneIsPassedOverByTakersTooSmallAndKeepsItsPlace) {
    world.place(world.with_options(world.sell(1, 100, 10), order_option::all_or_none));
    world.place(world.sell(2, 100, 5));
    world.place(world.buy(3, 100, 4));
    EXPECT_EQ(world.happened(), "fill 2>3 4@100");
    world.place(world.buy(3, 100, 10));
    EXPECT_EQ(world.happened(), "fill 1>4 10@100");
    EXPECT_EQ(world.book(sell_side), "2:1@100");
}

TEST_F(OrderTypes, AnIncomingAllOrNoneFillsWholeOrRestsWhole) {
    world.place(world.sell(1, 100, 5));
    world.place(world.with_options(world.buy(2, 100, 8), order_option::all_or_none));
    EXPECT_EQ(world.happened(), "");
    EXPECT_EQ(world.book(buy_side), "2:8@100");
    world.place(world.with_options(world.buy(3, 100, 5), order_option::all_or_none));
    EXPECT_EQ(world.happened(), "fill 1>3 5@100");
}

TEST_F(OrderTypes, PostOnlyIsRefusedIfItWouldTake) {
    world.place(world.sell(1, 100, 5));
    auto const post = order_option::post_only;
    EXPECT_EQ(world.run(world.with_options(world.buy(2, 100, 1), post)),
              Outcome::post_only_would_take);
    world.place(world.with_options(world.buy(2, 99, 1), post));
    EXPECT_EQ(world.book(buy_side), "3:1@99");
}

TEST_F(OrderTypes, AMinimumQuantityMustFillAtOnce) {
    world.place(world.sell(1, 100, 5));
    auto order = world.buy(2, 100, 10);
    order.min_quantity = Quantity{6};
    EXPECT_EQ(world.run(order), Outcome::would_not_fill_minimum);
    EXPECT_EQ(world.held(2, quote_asset), 0U);
    order = world.buy(2, 100, 10);
    order.min_quantity = Quantity{5};
    world.place(order);
    EXPECT_EQ(world.book(buy_side), "3:5@100");
}

TEST_F(OrderTypes, StopsTriggerNearestFirstThenOldestEachAgainstWhatTheLastOneLeft) {
    trade_at(100);
    world.place(world.buy(1, 95, 1));
    world.place(world.buy(1, 94, 1));
    world.place(world.buy(1, 90, 10));
    world.place(world.typed(world.sell(2, 0, 1), stop, 94));
    world.place(world.typed(world.sell(3, 0, 1), stop, 95));
    world.place(world.typed(world.sell(2, 0, 1), stop, 95));
    world.place(world.sell(4, 95, 1));
    EXPECT_EQ(world.happened(),
              "fill 3>9 1@95, trigger 7, fill 4>7 1@94, trigger 8, fill 5>8 1@90, "
              "trigger 6, fill 5>6 1@90");
}

TEST_F(OrderTypes, AStopLimitRestsWhatItCannotFill) {
    trade_at(100);
    world.place(world.typed(world.buy(1, 106, 4), stop_limit, 105));
    world.place(world.sell(2, 105, 1));
    world.place(world.sell(2, 106, 2));
    world.place(world.buy(3, 105, 1));
    EXPECT_EQ(world.happened(), "fill 4>6 1@105, trigger 3, fill 5>3 2@106");
    EXPECT_EQ(world.book(buy_side), "3:2@106");
    EXPECT_EQ(world.run(world.typed(world.buy(1, 106, 4), stop_limit, 106)),
              Outcome::stop_already_triggered);
}

TEST_F(OrderTypes, AStopBuyNeedsABudgetAndSpendsIt) {
    trade_at(100);
    EXPECT_EQ(world.run(world.typed(world.buy(1, 0, 4), stop, 105)),
              Outcome::budget_must_not_be_zero);
    world.place(world.with_budget(world.typed(world.buy(1, 0, 0), stop, 105), 250));
    EXPECT_EQ(world.held(1, quote_asset), 250U);
    world.place(world.sell(2, 105, 4));
    world.place(world.buy(3, 105, 1));
    EXPECT_EQ(world.happened(), "fill 5>6 1@105, trigger 4, fill 5>4 2@105, cancel 4 budget_spent");
    EXPECT_EQ(world.held(1, quote_asset), 0U);
}

TEST_F(OrderTypes, ATrailingStopFollowsTheBestPriceAndNeverGoesBack) {
    trade_at(100);
    world.place(world.typed(world.sell(1, 0, 1), trailing_stop, 0, 5));
    auto const stop_price = [&] {
        return world.markets().terms(world.markets().find_order(OrderId{3})).stop_price.value;
    };
    EXPECT_EQ(stop_price(), 95U);
    trade_at(110);
    EXPECT_EQ(stop_price(), 105U);
    trade_at(107);
    EXPECT_EQ(stop_price(), 105U);
    world.place(world.buy(2, 104, 1));
    trade_at(105);
    EXPECT_EQ(world.happened(), "fill 9>10 1@105, trigger 3, fill 8>3 1@104");
}

TEST_F(OrderTypes, AmendingKeepsPriorityOnlyIfTheQuantityFalls) {
    world.place(world.sell(1, 100, 5));
    world.place(world.sell(2, 100, 5));
    world.must(amend(1, 0, 3));
    EXPECT_EQ(world.book(sell_side), "1:3@100 2:5@100");
    world.must(amend(1, 0, 4));
    EXPECT_EQ(world.book(sell_side), "2:5@100 1:4@100");
    EXPECT_EQ(world.held(1, base_asset), 4U);
    world.place(world.buy(3, 90, 3));
    world.must(amend(1, 90, 0));
    EXPECT_EQ(world.happened(), "fill 3>1 3@90");
    EXPECT_EQ(world.book(sell_side), "1:1@90 2:5@100");
    EXPECT_EQ(world.run(amend(1, 90, 1)), Outcome::nothing_to_amend);
    EXPECT_EQ(world.run(amend(3, 90, 1)), Outcome::order_already_closed);
    EXPECT_EQ(world.run(amend(77, 90, 1)), Outcome::order_not_found);
}

TEST_F(OrderTypes, ADatedOrderExpiresAtItsTimeEarliestFirst) {
    auto order = world.in_force(world.buy(1, 100, 5), gtd);
    order.expires = world.harness.later(50);
    world.place(order);
    order = world.in_force(world.buy(2, 100, 5), gtd);
    order.expires = world.harness.later(40);
    world.place(order);
    EXPECT_EQ(world.harness.state().next_due(), order.expires);
    world.must(Tick{});
    EXPECT_EQ(world.happened(), "");
    world.harness.run_at(Tick{}, world.harness.later(60));
    EXPECT_EQ(world.happened(), "tick, expire 2, expire 1, tick");
    EXPECT_EQ(world.held(1, quote_asset), 0U);
}

TEST_F(OrderTypes, AHaltedMarketTakesCancelsAndNothingElse) {
    world.place(world.sell(1, 100, 5));
    world.place(world.sell(1, 101, 5));
    world.must(ControlMarket{the_market, MarketControl::halt, 0, Outcome::ok});
    EXPECT_EQ(world.run(world.buy(2, 100, 5)), Outcome::market_halted);
    EXPECT_EQ(world.run(amend(1, 99, 0)), Outcome::market_halted);
    world.must(amend(1, 0, 2));
    world.must(CancelOrder{OrderId{1}, Outcome::ok});
    world.must(CancelAll{OwnerId{1}, the_market, 0, Outcome::ok});
    EXPECT_EQ(world.happened(), "cancel 2 requested");
    EXPECT_EQ(world.run(ControlMarket{the_market, MarketControl::halt, 0, Outcome::ok}),
              Outcome::market_halted);
    world.must(ControlMarket{the_market, MarketControl::resume, 0, Outcome::ok});
    EXPECT_EQ(world.run(ControlMarket{the_market, MarketControl::resume, 0, Outcome::ok}),
              Outcome::market_not_halted);
    world.place(world.buy(2, 100, 5));
}

TEST_F(OrderTypes, TheBandRefusesLimitsAndStopsMarketOrdersAtItsEdge) {
    world.must(ControlMarket{the_market, MarketControl::set_band, 1'000, Outcome::ok});
    world.place(world.sell(1, 111, 5));
    trade_at(100);
    EXPECT_EQ(world.run(world.buy(2, 111, 1)), Outcome::price_outside_band);
    EXPECT_EQ(world.run(world.sell(2, 89, 1)), Outcome::price_outside_band);
    world.place(world.sell(1, 110, 5));
    world.place(world.typed(world.buy(2, 0, 8), market));
    EXPECT_EQ(world.happened(), "fill 6>7 5@110, cancel 7 remainder");
}

TEST_F(OrderTypes, CancelAllCancelsAnOwnersOrdersOldestFirst) {
    trade_at(100);
    world.place(world.sell(1, 110, 1));
    world.place(world.sell(2, 110, 1));
    world.place(world.typed(world.sell(1, 0, 1), stop, 90));
    world.place(world.buy(1, 95, 1));
    world.must(CancelAll{OwnerId{1}, MarketNumber{}, 0, Outcome::ok});
    EXPECT_EQ(world.happened(), "cancel 3 requested, cancel 5 requested, cancel 6 requested");
    EXPECT_EQ(world.book(sell_side), "4:1@110");
    world.must(CancelAll{OwnerId{1}, MarketNumber{}, 0, Outcome::ok});
    EXPECT_EQ(world.happened(), "");
}

TEST_F(OrderTypes, SelfTradePreventionDoesWhatTheTakerSays) {
    auto const place_both = [&](SelfTrade mode) {
        world.must(CancelAll{OwnerId{1}, MarketNumber{}, 0, Outcome::ok});
        world.must(CancelAll{OwnerId{2}, MarketNumber{}, 0, Outcome::ok});
        world.place(world.sell(2, 100, 1));
        world.place(world.sell(1, 100, 5));
        world.place(world.sell(2, 100, 5));
        auto taker = world.buy(1, 100, 8);
        taker.self_trade = mode;
        world.place(taker);
        return world.happened();
    };
    EXPECT_EQ(place_both(SelfTrade::cancel_newest), "fill 1>4 1@100, cancel 4 self_trade");
    EXPECT_EQ(place_both(SelfTrade::cancel_oldest),
              "fill 5>8 1@100, cancel 6 self_trade, fill 7>8 5@100");
    EXPECT_EQ(place_both(SelfTrade::cancel_both),
              "fill 9>12 1@100, cancel 10 self_trade, cancel 12 self_trade");
    EXPECT_EQ(place_both(SelfTrade::decrement),
              "fill 13>16 1@100, decrement 14>16 5, fill 15>16 2@100");
    world.must(CancelAll{OwnerId{2}, MarketNumber{}, 0, Outcome::ok});
    world.place(world.sell(1, 100, 5));
    EXPECT_EQ(world.run(world.buy(1, 100, 1)), Outcome::self_trade_prevented);
}

TEST_F(OrderTypes, AnIdIsUsedOnce) {
    auto const order = world.buy(1, 100, 5);
    world.place(order);
    EXPECT_EQ(world.run(order), Outcome::exists);
    auto other = order;
    other.quantity = Quantity{6};
    EXPECT_EQ(world.run(other), Outcome::exists_with_different_order);
    auto const dear = world.buy(1, 1'000'000'000, 5);
    EXPECT_EQ(world.run(dear), Outcome::insufficient_funds);
    EXPECT_EQ(world.run(dear), Outcome::id_already_failed);
}

}  // namespace
}  // namespace tally::testing
