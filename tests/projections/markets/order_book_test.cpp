#include "projections/markets/order_book.h"

#include "tests/support/flow_players.h"
#include "tests/support/synthetic_flow.h"

#include <gtest/gtest.h>

namespace tally::testing {
namespace {

void expect_same(FlowAnswers const& got, FlowAnswers const& wanted) {
    EXPECT_EQ(got.trades, wanted.trades);
    EXPECT_EQ(got.volume, wanted.volume);
    EXPECT_EQ(got.notional, wanted.notional);
    EXPECT_EQ(got.fillsum, wanted.fillsum);
    EXPECT_EQ(got.resting, wanted.resting);
    EXPECT_EQ(got.resting_quantity, wanted.resting_quantity);
    EXPECT_EQ(got.booksum, wanted.booksum);
    EXPECT_EQ(got.bookseq, wanted.bookseq);
}

// The answers on which public engines agree. The flow's own naive book is checked on the way.
TEST(OrderBookTest, TheSyntheticFlowGivesItsPublishedAnswers) {
    SyntheticFlow flow;
    BookPlayer player;
    FlowAnswers answers;
    for (std::size_t i = 0; i < full_flow_size; ++i)
        player.play(flow.next(), answers);
    player.count_book(answers);
    expect_same(flow.answers(), full_flow_answers);
    expect_same(answers, full_flow_answers);
}

// The book by hand: a few orders at prices far apart and close together.
class BookByHand : public ::testing::Test {
protected:
    OrderHandle add(OrderSide side,
                    std::uint64_t price,
                    std::uint64_t open,
                    std::uint64_t shown = 0) {
        BookOrder order;
        order.id = OrderId{++last_id_};
        order.side = side;
        order.price = Price{price};
        order.open = Quantity{open};
        order.shown = Quantity{shown == 0 ? open : shown};
        auto const handle = orders_.insert(order);
        book_.add(handle);
        return handle;
    }

    // Prices of a side's levels, best first, each as often as it has orders.
    std::vector<std::uint64_t> prices(OrderSide side) const {
        std::vector<std::uint64_t> found;
        auto const& levels = book_.side(side);
        for (auto level = levels.best_level(); !level.at_end(); level = levels.next_level(level))
            for (auto at = level.first; at != no_order; at = orders_[at].next)
                found.push_back(orders_[at].price.value);
        return found;
    }

    UndoLog undo_;
    OrderSlab orders_{undo_};
    PageSlab pages_{undo_};
    OrderBook book_{undo_, orders_, pages_, 5};
    std::uint64_t last_id_ = 0;
};

using Prices = std::vector<std::uint64_t>;

TEST_F(BookByHand, LevelsComeBestFirstWhateverTheOrderOfArrivalAndTheDistance) {
    for (std::uint64_t const price : {320U, 315U, 5U, 1'000'000'000U, 640U, 325U, 315U}) {
        add(OrderSide::buy, price, 1);
        add(OrderSide::sell, price, 1);
    }
    EXPECT_EQ(prices(OrderSide::buy), (Prices{1'000'000'000, 640, 325, 320, 315, 315, 5}));
    EXPECT_EQ(prices(OrderSide::sell), (Prices{5, 315, 315, 320, 325, 640, 1'000'000'000}));
}

TEST_F(BookByHand, TheLargestPriceIsAPriceLikeAnyOther) {
    std::uint64_t const largest = UINT64_MAX - UINT64_MAX % 5;
    auto const buy = add(OrderSide::buy, largest, 1);
    auto const sell = add(OrderSide::sell, largest, 1);
    EXPECT_EQ(book_.side(OrderSide::buy).best_order(), buy);
    book_.remove(buy);
    book_.remove(sell);
    EXPECT_TRUE(book_.side(OrderSide::buy).empty());
    EXPECT_TRUE(book_.side(OrderSide::sell).empty());
}

TEST_F(BookByHand, ASliceThatIsUsedUpGoesBehindAndAPartlyUsedOneStays) {
    auto const iceberg = add(OrderSide::sell, 100, 25, 10);
    auto const plain = add(OrderSide::sell, 100, 5);
    EXPECT_FALSE(book_.fill(iceberg, Quantity{4}, Quantity{10}));
    EXPECT_EQ(book_.side(OrderSide::sell).best_order(), iceberg);
    EXPECT_FALSE(book_.fill(iceberg, Quantity{6}, Quantity{10}));
    EXPECT_EQ(book_.side(OrderSide::sell).best_order(), plain);
    EXPECT_EQ(orders_[iceberg].shown, Quantity{10});
    EXPECT_TRUE(book_.fill(plain, Quantity{5}, Quantity{}));
    EXPECT_FALSE(book_.fill(iceberg, Quantity{10}, Quantity{10}));
    EXPECT_EQ(orders_[iceberg].shown, Quantity{5});
    EXPECT_TRUE(book_.fill(iceberg, Quantity{5}, Quantity{10}));
    EXPECT_TRUE(book_.side(OrderSide::sell).empty());
}

TEST_F(BookByHand, RollingBackPutsEveryLevelAndQueueBack) {
    for (std::uint64_t i = 0; i < 40; ++i)
        add(OrderSide::buy, 5 * (1 + i * 37 % 400), 10);
    auto const before = prices(OrderSide::buy);
    undo_.open_scope();
    for (std::uint64_t i = 0; i < 30; ++i)
        add(OrderSide::buy, 5 * (1 + i * 91 % 3'000), 10);
    for (OrderHandle handle = 0; handle < 40; handle += 3)
        book_.remove(handle);
    EXPECT_FALSE(book_.fill(1, Quantity{3}, Quantity{}));
    undo_.roll_back();
    EXPECT_EQ(prices(OrderSide::buy), before);
    EXPECT_EQ(orders_[1].open, Quantity{10});
}

}  // namespace
}  // namespace tally::testing
