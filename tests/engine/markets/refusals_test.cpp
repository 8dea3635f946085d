#include "tests/engine/markets/market_world.h"

#include <gtest/gtest.h>

#include <functional>
#include <string_view>

// Each answer of docs/markets.md in its order of precedence. Row by row one more thing is wrong
// than in the row below, so each row shows that its answer goes before all that follow.
namespace tally::testing {
namespace {

using enum OrderType;
using enum TimeInForce;

struct Row {
    std::string_view name;
    std::function<void(PlaceOrder&)> spoil;
    Outcome outcome;
};

class Refusals : public ::testing::Test {
protected:
    // Runs a fresh, valid order with one change; it must answer so and leave nothing behind.
    void expect(Row const& row, PlaceOrder order) {
        SCOPED_TRACE(row.name);
        row.spoil(order);
        auto const before = saved(world.harness.state(), ProjectionKind::markets);
        EXPECT_EQ(world.run(order), row.outcome);
        EXPECT_EQ(world.happened(), "");
        EXPECT_EQ(saved(world.harness.state(), ProjectionKind::markets), before);
        EXPECT_EQ(world.held(1, quote_asset), 0U);
    }

    void expect_buys(std::vector<Row> const& rows) {
        for (auto const& row : rows)
            expect(row, world.buy(1, 100, 10));
    }

    MarketWorld world;
};

TEST_F(Refusals, AnOrderThatIsWrongInItself) {
    expect_buys({
        {"zero id", [](auto& o) { o.id = OrderId{0}; }, Outcome::id_must_not_be_zero},
        {"largest id",
         [](auto& o) { o.id = OrderId{uint128_max}; },
         Outcome::id_must_not_be_int_max},
        {"no owner", [](auto& o) { o.owner = {}, o.market = {}; }, Outcome::owner_must_not_be_zero},
        {"market zero", [](auto& o) { o.market = {}; }, Outcome::market_not_found},
        {"next market", [](auto& o) { o.market = MarketNumber{2}; }, Outcome::market_not_found},
        {"unknown market", [](auto& o) { o.market = unknown_market; }, Outcome::market_not_found},
        {"side", [](auto& o) { o.side = OrderSide{2}; }, Outcome::side_invalid},
        {"type", [](auto& o) { o.type = OrderType{5}; }, Outcome::option_combination_invalid},
        {"mode", [](auto& o) { o.self_trade = SelfTrade{4}; }, Outcome::option_combination_invalid},
        {"force",
         [](auto& o) { o.time_in_force = TimeInForce{4}; },
         Outcome::time_in_force_invalid},
        {"dated market",
         [](auto& o) { o.type = market, o.time_in_force = gtd; },
         Outcome::time_in_force_invalid},
        {"immediate stop",
         [](auto& o) { o.type = stop, o.time_in_force = ioc; },
         Outcome::time_in_force_invalid},
        {"unknown option", [](auto& o) { o.options = 4; }, Outcome::option_combination_invalid},
        {"post-only ioc",
         [](auto& o) { o.options = 1, o.time_in_force = ioc; },
         Outcome::option_combination_invalid},
        {"aon market",
         [](auto& o) { o.options = 2, o.type = market; },
         Outcome::option_combination_invalid},
        {"priced market", [](auto& o) { o.type = market; }, Outcome::price_must_be_zero},
        {"no price", [](auto& o) { o.price = {}; }, Outcome::price_must_not_be_zero},
        {"no stop price",
         [](auto& o) { o.type = stop_limit; },
         Outcome::stop_price_must_not_be_zero},
        {"stop price", [](auto& o) { o.stop_price = Price{1}; }, Outcome::stop_price_must_be_zero},
        {"trail", [](auto& o) { o.trail = Price{1}; }, Outcome::trail_must_be_zero},
        {"no trail",
         [](auto& o) { o.type = trailing_stop, o.price = {}; },
         Outcome::trail_must_not_be_zero},
        {"no budget",
         [](auto& o) { o.type = stop, o.price = {}, o.stop_price = Price{9}; },
         Outcome::budget_must_not_be_zero},
        {"no quantity", [](auto& o) { o.quantity = {}; }, Outcome::quantity_must_not_be_zero},
        {"budget", [](auto& o) { o.budget = Amount{1}; }, Outcome::budget_must_be_zero},
        {"both",
         [](auto& o) { o.type = market, o.price = {}, o.budget = Amount{1}; },
         Outcome::option_combination_invalid},
        {"display over",
         [](auto& o) { o.display = Quantity{11}; },
         Outcome::display_quantity_invalid},
        {"min over", [](auto& o) { o.min_quantity = Quantity{11}; }, Outcome::min_quantity_invalid},
        {"min of fok",
         [](auto& o) { o.min_quantity = Quantity{1}, o.time_in_force = fok; },
         Outcome::min_quantity_invalid},
        {"no expiry", [](auto& o) { o.time_in_force = gtd; }, Outcome::expiry_must_not_be_zero},
        {"expiry", [](auto& o) { o.expires = Timestamp{1}; }, Outcome::expiry_must_be_zero},
        {"past expiry",
         [](auto& o) { o.time_in_force = gtd, o.expires = Timestamp{1}; },
         Outcome::already_expired},
    });
}

TEST_F(Refusals, AnIcebergHasAtMostAThousandSlices) {
    auto order = world.sell(1, 100, 10'001);
    order.display = Quantity{10};
    EXPECT_EQ(world.run(order), Outcome::display_quantity_invalid);
    order = world.sell(1, 100, 10'000);
    order.display = Quantity{10};
    EXPECT_EQ(world.run(order), Outcome::ok);
    EXPECT_EQ(world.run(amend(2, 0, 10'001)), Outcome::display_quantity_invalid);
}

TEST_F(Refusals, AccountsThatCannotTrade) {
    auto const stranger = [](std::uint64_t owner) {
        return [owner](auto& o) { o.owner = OwnerId{owner}; };
    };
    expect_buys({{"no accounts", stranger(6), Outcome::base_account_not_found}});
    world.add_account(6, base_asset);
    expect_buys({{"no quote account", stranger(6), Outcome::quote_account_not_found}});
    world.add_account(98, base_asset);
    world.add_account(98, quote_asset, account_flag::credits_must_not_exceed_debits);
    expect_buys({{"limited credits", stranger(98), Outcome::account_cannot_trade}});
    world.add_account(97, base_asset, account_flag::closed);
    world.add_account(97, quote_asset);
    expect_buys({{"closed", stranger(97), Outcome::account_closed}});
}

TEST_F(Refusals, FundsAreEnoughOrTheyAreNot) {
    MarketWorld free{0, 0};
    EXPECT_EQ(free.run(free.buy(1, 1'000'000, 1'000)), Outcome::ok);
    EXPECT_EQ(free.run(free.buy(1, 1, 1)), Outcome::insufficient_funds);
    EXPECT_EQ(free.run(free.sell(2, 1, funded + 1)), Outcome::insufficient_funds);
    EXPECT_EQ(free.run(free.sell(2, 2'000'000, funded)), Outcome::ok);
    EXPECT_EQ(free.run(free.typed(free.buy(3, 0, 501), market)), Outcome::insufficient_funds);
    EXPECT_EQ(free.run(free.typed(free.buy(3, 0, 500), market)), Outcome::ok);
    EXPECT_EQ(free.run(free.typed(free.buy(3, 0, 1), market)), Outcome::insufficient_funds);
    free.expect_sound();
}

TEST_F(Refusals, TrailingStopsNeedALastTradeThatTheyCanTrail) {
    EXPECT_EQ(world.run(world.typed(world.sell(1, 0, 1), trailing_stop, 0, 5)),
              Outcome::no_last_trade);
    world.place(world.sell(4, 100, 1));
    world.place(world.buy(5, 100, 1));
    EXPECT_EQ(world.run(world.typed(world.sell(1, 0, 1), trailing_stop, 0, 100)),
              Outcome::trail_out_of_range);
    EXPECT_EQ(world.run(world.typed(world.sell(1, 0, 1), trailing_stop, 0, 99)), Outcome::ok);
    auto const buy =
        world.with_budget(world.typed(world.buy(1, 0, 0), trailing_stop, 0, UINT64_MAX - 99), 5);
    EXPECT_EQ(world.run(buy), Outcome::trail_out_of_range);
}

TEST_F(Refusals, MarketsAreMadeOnceAndOnlyOfWhatCanBe) {
    auto const good = MarketWorld::market("OTHER", 10, 30);
    auto const answer = [&](auto const& spoil) {
        auto command = good;
        spoil(command);
        return world.run(command);
    };
    EXPECT_EQ(answer([](auto& m) { m.symbol = {}; }), Outcome::symbol_must_not_be_empty);
    EXPECT_EQ(answer([](auto& m) { m.base = unknown_asset; }), Outcome::base_asset_not_found);
    EXPECT_EQ(answer([](auto& m) { m.quote = {}; }), Outcome::quote_asset_not_found);
    EXPECT_EQ(answer([](auto& m) { m.quote = m.base; }), Outcome::base_and_quote_must_be_different);
    EXPECT_EQ(answer([](auto& m) { m.tick.units = 0; }), Outcome::tick_must_not_be_zero);
    EXPECT_EQ(answer([](auto& m) { m.lot.units = 0; }), Outcome::lot_must_not_be_zero);
    EXPECT_EQ(answer([](auto& m) { m.lot.scale = 1; }), Outcome::lot_finer_than_base_scale);
    EXPECT_EQ(answer([](auto& m) { m.tick.scale = 39; }), Outcome::tick_scale_too_large);
    EXPECT_EQ(answer([](auto& m) { m.band_bps = 10'001; }), Outcome::band_too_wide);
    EXPECT_EQ(answer([](auto& m) { m.taker_fee_bps = 10'001; }), Outcome::fee_too_large);
    EXPECT_EQ(answer([](auto& m) { m.fee_owner = OwnerId{77}; }), Outcome::fee_account_not_found);
    EXPECT_EQ(answer([](auto&) {}), Outcome::ok);
    EXPECT_EQ(answer([](auto&) {}), Outcome::exists);
    EXPECT_EQ(answer([](auto& m) { m.maker_fee_bps = 9; }), Outcome::exists_with_different_terms);
    EXPECT_EQ(world.run(ControlMarket{MarketNumber{3}, MarketControl::halt, 0, Outcome::ok}),
              Outcome::market_not_found);
    EXPECT_EQ(world.run(ControlMarket{the_market, MarketControl{3}, 0, Outcome::ok}),
              Outcome::control_invalid);
    EXPECT_EQ(world.run(CancelAll{}), Outcome::owner_must_not_be_zero);
    EXPECT_EQ(world.run(CancelOrder{OrderId{12345}, Outcome::ok}), Outcome::order_not_found);
}

// Ticks and lots of more than one unit, and a product that is finer than the quote asset's unit.
TEST_F(Refusals, TicksLotsAndTheDesignsOwnMarket) {
    world.must(CreateAsset{*AssetCode::from("BTC"), 8, {}, Outcome::ok});
    world.must(CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok});
    for (std::uint64_t const owner : {9U, 99U, 1U, 2U})
        for (std::uint32_t const asset : {3U, 4U})
            world.add_account(owner, AssetNumber{asset});
    auto command = MarketWorld::market("BTC-USD", 0, 0);
    command.base = AssetNumber{3};
    command.quote = AssetNumber{4};
    command.tick = {5, 2};
    command.lot = {2, 4};
    world.must(command);
    auto order = world.sell(1, 6'400'095, 2);
    order.market = MarketNumber{2};
    auto odd = order;
    odd.price = Price{6'400'096};
    EXPECT_EQ(world.run(odd), Outcome::price_not_on_tick);
    odd = order;
    odd.quantity = Quantity{3};
    EXPECT_EQ(world.run(odd), Outcome::quantity_not_on_lot);
    world.place(order);
    order = world.buy(2, 6'400'095, 2);
    order.market = MarketNumber{2};
    world.place(order);
    // 64,000.95 x 0.0002 = 12.80019, and 0.0002 BTC are 20,000 satoshi.
    EXPECT_EQ(world.change(1, AssetNumber{4}), 1'280);
    EXPECT_EQ(world.change(1, AssetNumber{3}), -20'000);
    world.expect_sound();
}

}  // namespace
}  // namespace tally::testing
