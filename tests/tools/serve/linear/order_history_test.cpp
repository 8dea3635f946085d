// The checker of orders itself: it must find what a wrong server would do.
#include "tests/tools/serve/linear/order_history.h"

#include <gtest/gtest.h>

namespace tally::linear {
namespace {

using Kind = OrderOperation::Kind;

OrderStart start() {
    return {10, {{1, {100, 10'000}}, {2, {100, 10'000}}}};
}

OrderOperation at(Kind kind, std::uint64_t sent, std::uint64_t answered, std::uint64_t sequence) {
    OrderOperation done;
    done.kind = kind;
    done.sent_ns = sent;
    done.answered_ns = answered;
    done.sequence = sequence;
    return done;
}

OrderOperation place(std::uint64_t at_ns,
                     std::uint64_t sequence,
                     std::uint64_t id,
                     std::uint64_t owner,
                     OrderSide side,
                     std::uint64_t price,
                     std::uint64_t quantity) {
    auto done = at(Kind::place, at_ns, at_ns + 8, sequence);
    done.asked.id = OrderId{id};
    done.asked.owner = OwnerId{owner};
    done.asked.market = MarketNumber{1};
    done.asked.side = side;
    done.asked.price = Price{price};
    done.asked.quantity = Quantity{quantity};
    done.accepted = true;
    return done;
}

OrderOperation cancel(std::uint64_t at_ns, std::uint64_t sequence, std::uint64_t order) {
    auto done = at(Kind::cancel, at_ns, at_ns + 8, sequence);
    done.order = order;
    done.accepted = true;
    return done;
}

// Two sells at 50, the older one first to be traded with; then what is left is cancelled, twice.
std::vector<OrderOperation> good() {
    std::vector<OrderOperation> all{place(10, 10, 1, 1, OrderSide::sell, 50, 5),
                                    place(20, 11, 2, 1, OrderSide::sell, 50, 5),
                                    place(30, 12, 3, 2, OrderSide::buy, 51, 7)};
    all[2].consequences = 2;
    all[2].saw = "fill 1>3 5@50, fill 2>3 2@50";
    all.push_back(at(Kind::book, 40, 48, 15));
    all.back().saw = " | 3@50x1";
    all.push_back(at(Kind::funds, 40, 48, 15));
    all.back().owner = 2;
    all.back().saw = "base 107 held 0, quote 9650 held 0";
    all.push_back(cancel(50, 15, 2));
    all.push_back(cancel(52, 16, 2));
    all.back().accepted = false;
    return all;
}

std::string anomaly(std::vector<OrderOperation> const& history) {
    return find_anomaly(start(), history).value_or("none");
}

TEST(OrderHistoryTest, AGoodHistoryPasses) {
    EXPECT_EQ(anomaly(good()), "none");
}

TEST(OrderHistoryTest, AFillThatJumpsTheQueueIsFound) {
    auto history = good();
    history[2].saw = "fill 2>3 5@50, fill 1>3 2@50";
    EXPECT_NE(anomaly(history).find("place 12 saw \"fill 2>3 5@50"), std::string::npos);
}

TEST(OrderHistoryTest, AFillAtAnotherPriceOrOfAnotherQuantityIsFound) {
    auto history = good();
    history[2].saw = "fill 1>3 5@51, fill 2>3 2@50";
    EXPECT_NE(anomaly(history), "none");
    history[2].saw = "fill 1>3 4@50, fill 2>3 3@50";
    EXPECT_NE(anomaly(history), "none");
}

TEST(OrderHistoryTest, AFillThatIsMissingIsFoundInTheCountAlone) {
    auto history = good();
    history[2].saw.reset();
    history[2].consequences = 1;
    EXPECT_EQ(anomaly(history), "place 12 led to 1 entries, not 2");
}

TEST(OrderHistoryTest, AnOrderBeyondItsOwnersFundsIsFound) {
    auto history = good();
    history[1].asked.quantity = Quantity{96};
    EXPECT_EQ(anomaly(history), "place 11 was accepted, but may not");
}

TEST(OrderHistoryTest, ARefusalWithoutReasonIsFound) {
    auto history = good();
    history[5].accepted = false;
    EXPECT_EQ(anomaly(history), "cancel 15 was refused, but may");
}

TEST(OrderHistoryTest, ACancelOfOneOrderThatTwoAreGrantedIsFound) {
    auto history = good();
    history[6].accepted = true;
    EXPECT_EQ(anomaly(history), "cancel 16 was accepted, but may not");
}

TEST(OrderHistoryTest, AStaleBookIsFound) {
    auto history = good();
    history[3].sequence = 12;  // true of that point, but what followed was answered before
    history[3].saw = " | 10@50x2";
    EXPECT_EQ(anomaly(history), "book at 12 was sent after the answer to place 12");
}

TEST(OrderHistoryTest, ABookOrFundsOfAMomentThatNeverWasAreFound) {
    auto history = good();
    history[3].saw = " | 5@50x1";
    EXPECT_NE(anomaly(history).find("book at 15 saw"), std::string::npos);
    history = good();
    history[4].saw = "base 107 held 0, quote 10000 held 0";
    EXPECT_NE(anomaly(history).find("funds at 15 saw"), std::string::npos);
}

TEST(OrderHistoryTest, ABookBetweenACommandAndItsFillsIsFound) {
    auto history = good();
    history[3].sequence = 13;
    history[3].sent_ns = 25;
    history[4].sent_ns = 25;
    history[3].saw = "7@51x1 | 10@50x2";
    EXPECT_EQ(anomaly(history), "book at 13 where 15 is");
}

TEST(OrderHistoryTest, AnAmendThatKeepsItsPlaceWronglyIsFound) {
    std::vector<OrderOperation> history{place(10, 10, 1, 1, OrderSide::sell, 50, 5),
                                        place(20, 11, 2, 1, OrderSide::sell, 50, 5),
                                        at(Kind::amend, 30, 38, 12),
                                        place(40, 13, 3, 2, OrderSide::buy, 50, 5)};
    history[2].order = 1;
    history[2].quantity = 6;  // more: it goes behind
    history[2].accepted = true;
    history[3].consequences = 1;
    history[3].saw = "fill 2>3 5@50";
    EXPECT_EQ(anomaly(history), "none");
    history[3].saw = "fill 1>3 5@50";
    EXPECT_NE(anomaly(history), "none");
}

TEST(OrderHistoryTest, AnOrderAgainstTheClockIsFound) {
    auto history = good();
    std::swap(history[0].sequence, history[1].sequence);
    EXPECT_EQ(anomaly(history), "place 10 was sent after the answer to place 11");
}

}  // namespace
}  // namespace tally::linear
