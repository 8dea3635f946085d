#include "tests/engine/markets/market_world.h"
#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>

// What holds of any history: roll-back, snapshots, and that what is accepted can be applied.
namespace tally::testing {
namespace {

// A book with every kind of open order in it.
void fill_with_orders(MarketWorld& world) {
    world.place(world.sell(4, 100, 1));
    world.place(world.buy(5, 100, 1));
    world.place(world.sell(1, 103, 20));
    auto iceberg = world.sell(2, 103, 30);
    iceberg.display = Quantity{4};
    world.place(iceberg);
    world.place(world.with_options(world.sell(3, 104, 5), order_option::all_or_none));
    world.place(world.buy(1, 97, 10));
    auto dated = world.in_force(world.buy(2, 97, 10), TimeInForce::gtd);
    dated.expires = world.harness.later(1'000);
    world.place(dated);
    world.place(world.typed(world.sell(3, 0, 4), OrderType::stop, 97));
    world.place(world.typed(world.sell(1, 0, 4), OrderType::trailing_stop, 0, 3));
    world.place(world.typed(world.buy(3, 105, 4), OrderType::stop_limit, 103));
    world.place(world.with_budget(world.typed(world.buy(2, 0, 0), OrderType::stop, 104), 900));
    world.place(
        world.with_budget(world.typed(world.buy(2, 0, 0), OrderType::trailing_stop, 0, 7), 900));
}

TEST(MarketRecordTest, ARefusedChainLeavesNoTrace) {
    MarketWorld world;
    fill_with_orders(world);
    auto const before = saved(world.harness.state(), ProjectionKind::markets);
    auto const ledger = saved(world.harness.state(), ProjectionKind::ledger);
    auto const unfunded = world.buy(5, 1'000'000'000, 1'000);
    auto const outcomes = world.harness.run_chain({
        MarketWorld::market("SECOND", 0, 0),
        world.typed(world.sell(2, 0, 2), OrderType::trailing_stop, 0, 9),
        world.buy(4, 104, 60),
        AmendOrder{amend(6, 99, 30)},
        CancelOrder{OrderId{7}, Outcome::ok},
        CancelAll{OwnerId{2}, MarketNumber{}, 0, Outcome::ok},
        ControlMarket{the_market, MarketControl::halt, 0, Outcome::ok},
        ControlMarket{the_market, MarketControl::resume, 0, Outcome::ok},
        world.sell(4, 90, 50),
        unfunded,
    });
    ASSERT_EQ(outcomes.size(), 10U);
    EXPECT_EQ(outcomes.back(), Outcome::insufficient_funds);
    EXPECT_EQ(outcomes.front(), Outcome::linked_event_failed);
    EXPECT_EQ(saved(world.harness.state(), ProjectionKind::markets), before);
    EXPECT_EQ(saved(world.harness.state(), ProjectionKind::ledger), ledger);
    world.expect_sound();
    world.place(world.buy(4, 104, 60));
    world.expect_sound();
}

TEST(MarketRecordTest, AnAcceptedChainIsAsIfItsCommandsCameAlone) {
    MarketWorld chained;
    MarketWorld alone;
    for (auto* world : {&chained, &alone})
        fill_with_orders(*world);
    std::vector<Body> const commands{
        chained.buy(4, 104, 60), amend(6, 99, 30), chained.sell(4, 90, 50)};
    chained.harness.run_chain(commands);
    for (auto const& command : commands)
        alone.must(command);
    EXPECT_EQ(chained.book(OrderSide::buy), alone.book(OrderSide::buy));
    EXPECT_EQ(chained.book(OrderSide::sell), alone.book(OrderSide::sell));
    chained.expect_sound();
}

// Folds the entries again, and at each one compares with a state loaded from a snapshot there: in
// the middle of commands too.
TEST(MarketRecordTest, ASnapshotAtAnyEntryGoesOnLikeTheStateThatItWasTakenOf) {
    MarketWorld world;
    fill_with_orders(world);
    world.place(world.buy(4, 104, 40));
    world.must(amend(6, 99, 30));
    world.place(world.typed(world.sell(5, 0, 50), OrderType::market));
    State replayed;
    for (auto const& entry : world.harness.entries()) {
        State loaded;
        for (auto const kind : State::kinds) {
            auto const bytes = saved(replayed, kind);
            BytesSource source{bytes};
            ASSERT_TRUE(loaded.load(kind, source));
            ASSERT_TRUE(source.at_end());
        }
        loaded.restore_position(replayed.next_sequence(), replayed.last_time());
        ASSERT_EQ(saved(loaded), saved(replayed));
        replayed.apply(entry);
        loaded.apply(entry);
        ASSERT_EQ(saved(loaded), saved(replayed)) << entry.sequence.value;
    }
    EXPECT_EQ(saved(replayed), saved(world.harness.state()));
}

TEST(MarketRecordTest, ADamagedSnapshotIsRefusedNotTrusted) {
    MarketWorld world;
    fill_with_orders(world);
    auto const whole = saved(world.harness.state(), ProjectionKind::markets);
    for (std::size_t size = 0; size < whole.size(); size += 7) {
        Bytes const cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        BytesSource source{cut};
        State loaded;
        EXPECT_FALSE(loaded.load(ProjectionKind::markets, source)) << size;
    }
}

// Any other byte than 0 and 1 is no flag: to keep it as one would be undefined.
TEST(MarketRecordTest, AFlagThatIsNeitherSetNorClearIsRefused) {
    MarketWorld world;
    auto bytes = saved(world.harness.state(), ProjectionKind::markets);
    world.must(ControlMarket{the_market, MarketControl::halt, 0, Outcome::ok});
    auto const halted = saved(world.harness.state(), ProjectionKind::markets);
    ASSERT_EQ(bytes.size(), halted.size());
    auto const flag = std::ranges::mismatch(bytes, halted).in1;
    ASSERT_NE(flag, bytes.end());
    *flag = 30;
    BytesSource source{bytes};
    State loaded;
    EXPECT_FALSE(loaded.load(ProjectionKind::markets, source));
}

// Integers at and around every edge, in every field: whatever is accepted is applied and sound.
class EdgeCommands {
public:
    explicit EdgeCommands(std::uint64_t seed) : random_(seed) {}

    std::uint64_t edge() {
        constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();
        std::array<std::uint64_t, 12> const edges{0,
                                                  1,
                                                  2,
                                                  99,
                                                  100,
                                                  101,
                                                  1'000'000,
                                                  1ULL << 32U,
                                                  (1ULL << 63U) - 1,
                                                  1ULL << 63U,
                                                  top - 1,
                                                  top};
        return random_.below(3) == 0 ? edges.at(random_.below(edges.size()))
                                     : 95 + random_.below(10);
    }

    Body next() {
        switch (random_.below(8)) {
            case 0:
                return amend(1 + random_.below(60), edge(), edge());
            case 1:
                return CancelOrder{OrderId{1 + random_.below(60)}, Outcome::ok};
            default:
                return order();
        }
    }

private:
    template <class Enum>
    Enum any(std::uint64_t numbers) {
        return static_cast<Enum>(random_.below(20) == 0 ? 255 : random_.below(numbers));
    }

    std::uint64_t rarely() { return random_.below(4) == 0 ? edge() : 0; }

    PlaceOrder order() {
        PlaceOrder order;
        order.id = OrderId{++last_id_};
        order.owner = OwnerId{1 + random_.below(5)};
        order.market = the_market;
        order.side = any<OrderSide>(2);
        order.type = any<OrderType>(5);
        order.time_in_force = random_.below(3) == 0 ? any<TimeInForce>(4) : TimeInForce::gtc;
        order.self_trade = any<SelfTrade>(4);
        order.options = static_cast<std::uint8_t>(random_.below(6) == 0 ? random_.below(5) : 0);
        bool const priced = order.type == OrderType::limit || order.type == OrderType::stop_limit;
        order.price = Price{priced ? edge() : rarely() / 2};
        order.stop_price = Price{priced && order.type == OrderType::limit ? 0 : rarely()};
        order.trail = Price{order.type == OrderType::trailing_stop ? edge() : 0};
        order.quantity = Quantity{edge()};
        order.display = Quantity{rarely() / 4};
        order.min_quantity = Quantity{rarely() / 4};
        bool const unpriced_buy = !priced && order.side == OrderSide::buy;
        if (unpriced_buy && random_.below(2) == 0) {
            order.quantity = {};
            order.budget = Amount{make_uint128(rarely(), edge())};
        }
        return order;
    }

    SplitMix64 random_;
    std::uint64_t last_id_ = 0;
};

TEST(MarketRecordTest, WhateverIsAcceptedCanBeAppliedAtTheEdgesOfEveryNumber) {
    std::size_t accepted = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        MarketWorld world;
        // Nearly all that there can be, so that amounts near the top are not only refused.
        for (std::uint64_t const owner : {1U, 2U, 3U})
            for (auto const asset : {base_asset, quote_asset})
                world.pay(99, owner, asset, uint128{1} << (60U + 10U * seed % 67U));
        EdgeCommands commands{seed};
        for (int i = 0; i < 200; ++i) {
            if (world.run(commands.next()) == Outcome::ok) ++accepted;
            world.expect_sound();
            ASSERT_FALSE(::testing::Test::HasFatalFailure()) << seed;
        }
    }
    EXPECT_GT(accepted, 500U);
}

}  // namespace
}  // namespace tally::testing
