#include "tools/import/lobster_flow.h"

#include <gtest/gtest.h>

#include <variant>

namespace tally::lobster {
namespace {

constexpr MarketNumber market{3};

Message message(Kind kind, std::uint64_t order, std::uint64_t shares, OrderSide side) {
    Message made;
    made.kind = kind;
    made.order = order;
    made.shares = shares;
    made.price = 5'853'300;
    made.side = side;
    return made;
}

class LobsterFlowTest : public testing::Test {
protected:
    Flow::Step next(Kind kind, std::uint64_t shares, OrderSide side = OrderSide::buy) {
        return flow_.next(message(kind, 7, shares, side), ++line_);
    }

    Flow flow_{market, 100};
    std::uint64_t line_ = 0;
};

TEST_F(LobsterFlowTest, NewOrderIsPlacedAtItsPriceByItsSyntheticOwner) {
    auto const order = std::get<PlaceOrder>(next(Kind::new_order, 10).command);
    EXPECT_EQ(order.id, OrderId{7});
    EXPECT_EQ(order.owner, owner_of(7));
    EXPECT_EQ(order.price, Price{58'533});
    EXPECT_EQ(order.quantity, Quantity{10});
    EXPECT_EQ(order.side, OrderSide::buy);
    EXPECT_EQ(order.time_in_force, TimeInForce::gtc);
}

TEST_F(LobsterFlowTest, PartialCancelAmendsToWhatIsLeft) {
    (void)next(Kind::new_order, 10);
    auto const amend = std::get<AmendOrder>(next(Kind::partial_cancel, 4).command);
    EXPECT_EQ(amend.id, OrderId{7});
    EXPECT_EQ(amend.quantity, Quantity{6});
    EXPECT_EQ(amend.price, Price{});
}

TEST_F(LobsterFlowTest, WhatIsLeftCountsExecutionsToo) {
    (void)next(Kind::new_order, 10);
    (void)next(Kind::execution, 3);
    auto const amend = std::get<AmendOrder>(next(Kind::partial_cancel, 4).command);
    EXPECT_EQ(amend.quantity, Quantity{3});
}

TEST_F(LobsterFlowTest, PartialCancelOfAllCancels) {
    (void)next(Kind::new_order, 10);
    EXPECT_TRUE(std::holds_alternative<CancelOrder>(next(Kind::partial_cancel, 10).command));
}

TEST_F(LobsterFlowTest, DeletionCancelsAndForgets) {
    (void)next(Kind::new_order, 10);
    EXPECT_TRUE(std::holds_alternative<CancelOrder>(next(Kind::deletion, 10).command));
    EXPECT_EQ(next(Kind::deletion, 10).fate, Fate::unknown_order);
}

TEST_F(LobsterFlowTest, ExecutionTakesFromTheOtherSideAndRemembersWhomItMeant) {
    (void)next(Kind::new_order, 10);
    auto const taking = std::get<PlaceOrder>(next(Kind::execution, 4).command);
    EXPECT_EQ(taking.side, OrderSide::sell);
    EXPECT_EQ(taking.owner, taker);
    EXPECT_EQ(taking.time_in_force, TimeInForce::ioc);
    EXPECT_EQ(taking.quantity, Quantity{4});
    EXPECT_EQ(meant_for(taking.id), OrderId{7});
    EXPECT_EQ(meant_for(OrderId{7}), std::nullopt);
}

TEST_F(LobsterFlowTest, MessagesThatChangeNoVisibleOrderBecomeNoCommand) {
    EXPECT_EQ(next(Kind::hidden_execution, 5).fate, Fate::hidden);
    EXPECT_EQ(next(Kind::cross_trade, 5).fate, Fate::cross_trade);
    EXPECT_EQ(next(Kind::halt, 0).fate, Fate::halt);
    EXPECT_EQ(next(Kind::execution, 5).fate, Fate::unknown_order);
    EXPECT_EQ(next(Kind::partial_cancel, 5).fate, Fate::unknown_order);
}

TEST(LobsterFundingTest, NeedIsWhatAllOrdersOfAnOwnerCanCost) {
    std::map<OwnerId, Funding> needs;
    add_need(message(Kind::new_order, 7, 10, OrderSide::buy), needs);
    add_need(message(Kind::new_order, 7 + resting_owners, 5, OrderSide::buy), needs);
    add_need(message(Kind::new_order, 7, 3, OrderSide::sell), needs);
    add_need(message(Kind::execution, 7, 2, OrderSide::buy), needs);   // the taker sells
    add_need(message(Kind::execution, 7, 1, OrderSide::sell), needs);  // the taker buys
    add_need(message(Kind::deletion, 7, 100, OrderSide::sell), needs);
    ASSERT_EQ(needs.size(), 2U);
    EXPECT_TRUE(needs[owner_of(7)].quote == uint128{15} * 5'853'300);
    EXPECT_TRUE(needs[owner_of(7)].base == 3);
    EXPECT_TRUE(needs[taker].quote == uint128{5'853'300});
    EXPECT_TRUE(needs[taker].base == 2);
}

}  // namespace
}  // namespace tally::lobster
