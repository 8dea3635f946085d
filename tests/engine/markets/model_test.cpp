#include "tests/engine/markets/market_world.h"
#include "tests/engine/markets/naive_market.h"
#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

// Random orders of all types, amendments and cancels: the engine against the naive market.
namespace tally::testing {
namespace {

class RandomCommands {
public:
    RandomCommands(MarketWorld& world, std::uint64_t seed) : world_(world), random_(seed) {}

    PlaceOrder order() {
        auto const side = below(2) == 0 ? OrderSide::buy : OrderSide::sell;
        auto order = world_.limit(1 + below(4), side, 90 + below(20), size());
        order.self_trade = static_cast<SelfTrade>(below(4));
        switch (below(10)) {
            case 0:
                return market(order);
            case 1:
                return stop(order, OrderType::stop);
            case 2:
                return stop(order, OrderType::stop_limit);
            case 3:
                return stop(order, OrderType::trailing_stop);
            case 4:
                order.display = Quantity{1 + order.quantity.units() / (1 + below(4))};
                order.display = std::min(order.display, order.quantity);
                return order;
            case 5:
                order.options = static_cast<std::uint8_t>(1 + below(3));
                return order;
            case 6:
                order.time_in_force = below(2) == 0 ? TimeInForce::ioc : TimeInForce::fok;
                return order;
            case 7:
                order.min_quantity = Quantity{1 + below(order.quantity.units())};
                return order;
            default:
                return order;
        }
    }

    std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

    // Mostly small; now and then more than anybody can pay.
    std::uint64_t size() { return (1 + below(20)) * (below(40) == 0 ? 1'000'000 : 1); }

private:
    PlaceOrder market(PlaceOrder order) {
        order.type = OrderType::market;
        order.price = Price{};
        if (below(3) == 0) order.time_in_force = TimeInForce::fok;
        if (order.side == OrderSide::buy && below(2) == 0) budget(order);
        return order;
    }

    PlaceOrder stop(PlaceOrder order, OrderType type) {
        order.type = type;
        order.stop_price = Price{85 + below(30)};
        if (type == OrderType::trailing_stop) {
            order.trail = Price{1 + below(8)};
            if (below(2) == 0) order.stop_price = Price{};
        }
        if (type == OrderType::stop_limit) return order;
        order.price = Price{};
        if (order.side == OrderSide::buy) budget(order);
        return order;
    }

    void budget(PlaceOrder& order) {
        order.quantity = Quantity{};
        order.budget = Amount{1 + below(3'000)};
        if (order.self_trade == SelfTrade::decrement) order.self_trade = SelfTrade::cancel_both;
    }

    MarketWorld& world_;
    SplitMix64 random_;
};

class Comparison {
public:
    explicit Comparison(std::uint64_t seed) : commands_(world_, seed) {
        for (std::uint64_t owner = 1; owner <= 5; ++owner)
            naive_.owners[owner] = {};
        naive_.owners[fee_owner] = {};
    }

    void step() {
        switch (commands_.below(8)) {
            case 0: {
                auto const id = known_id();
                return compare(world_.run(CancelOrder{OrderId{id}, Outcome::ok}),
                               naive_.cancel(id));
            }
            case 1: {
                auto const id = known_id();
                auto const price = commands_.below(2) == 0 ? 0 : 90 + commands_.below(20);
                auto const quantity = commands_.below(2) == 0 ? 0 : commands_.size();
                return compare(world_.run(amend(id, price, quantity)),
                               naive_.amend(id, price, quantity));
            }
            case 2:
                if (commands_.below(8) != 0) break;
                return cancel_all(1 + commands_.below(4));
            default:
                break;
        }
        auto const order = commands_.order();
        ++placed_;
        compare(world_.run(order), naive_.place(order));
    }

    [[nodiscard]] std::string const& all_that_happened() const { return history_; }

private:
    std::uint64_t known_id() { return 1 + commands_.below(placed_ + 1); }

    void cancel_all(std::uint64_t owner) {
        auto const outcome = world_.run(CancelAll{OwnerId{owner}, the_market, 0, Outcome::ok});
        naive_.cancel_all(owner);
        compare(outcome, true);
    }

    void compare(Outcome outcome, bool accepted) {
        ASSERT_EQ(outcome == Outcome::ok, accepted) << name_of(outcome) << " order " << placed_;
        ASSERT_EQ(world_.happened(), naive_.trace);
        history_ += naive_.trace;
        for (auto const side : {OrderSide::buy, OrderSide::sell})
            ASSERT_EQ(world_.book(side), naive_.book(side));
        for (std::uint64_t owner = 1; owner <= 4; ++owner) {
            auto const& balance = naive_.owners.at(owner);
            ASSERT_EQ(world_.change(owner, base_asset), balance.base - 1'000'000'000);
            ASSERT_EQ(world_.change(owner, quote_asset), balance.quote - 1'000'000'000);
            ASSERT_EQ(std::int64_t(world_.held(owner, base_asset)),
                      naive_.held(owner, OrderSide::sell));
            ASSERT_EQ(std::int64_t(world_.held(owner, quote_asset)),
                      naive_.held(owner, OrderSide::buy));
        }
        ASSERT_EQ(world_.change(fee_owner, quote_asset),
                  naive_.owners.at(fee_owner).quote - 1'000'000'000);
        world_.expect_sound();
    }

    MarketWorld world_;
    RandomCommands commands_;
    NaiveMarket naive_;
    std::uint64_t placed_ = 0;
    std::string history_;
};

std::size_t count(std::string const& text, std::string const& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++found;
    return found;
}

TEST(MarketModelTest, RandomCommandsDoWhatTheNaiveMarketDoes) {
    std::string history;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE(seed);
        Comparison comparison{seed};
        for (int i = 0; i < 300; ++i) {
            comparison.step();
            if (::testing::Test::HasFatalFailure()) return;
        }
        history += comparison.all_that_happened();
    }
    // A comparison of what never happens would prove nothing.
    for (char const* const word :
         {"fill", "trigger", "decrement", "remainder", "budget_spent", "self_trade", "requested"})
        EXPECT_GT(count(history, word), 50U) << word;
}

TEST(MarketModelTest, AnySeedDoesWhatTheNaiveMarketDoes) {
    bool const held = rc::check("random commands", [](std::uint64_t seed) {
        Comparison comparison{seed};
        for (int i = 0; i < 100; ++i) {
            comparison.step();
            RC_ASSERT(!::testing::Test::HasFatalFailure());
        }
    });
    EXPECT_TRUE(held);
}

}  // namespace
}  // namespace tally::testing
