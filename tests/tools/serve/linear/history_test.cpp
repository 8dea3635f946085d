// The checker itself: it must find what a wrong server would do.
#include "tests/tools/serve/linear/history.h"

#include <gtest/gtest.h>

namespace tally::linear {
namespace {

constexpr auto transfer = Operation::Kind::transfer;
constexpr auto read = Operation::Kind::read;

// Account 0 is limited and has 10.
Start start() {
    return {5, {true, false}, {10, 0}};
}

std::vector<Operation> good() {
    return {{transfer, 10, 20, 5, 0, 1, 6, true},
            {read, 12, 22, 6, 0, 0, 0, false, 6, 10},
            {transfer, 15, 40, 6, 0, 1, 5, false},
            {transfer, 30, 45, 7, 0, 1, 4, true},
            {read, 46, 50, 8, 1, 0, 0, false, 0, 10}};
}

std::string anomaly(std::vector<Operation> const& history) {
    return find_anomaly(start(), history).value_or("none");
}

TEST(HistoryTest, AGoodHistoryPasses) {
    EXPECT_EQ(anomaly(good()), "none");
}

TEST(HistoryTest, AnEmptyHistoryPasses) {
    EXPECT_EQ(anomaly({}), "none");
}

TEST(HistoryTest, ATransferBeyondTheLimitIsFound) {
    auto history = good();
    history[2].accepted = true;
    EXPECT_EQ(anomaly(history), "transfer 6 does not fit");
}

TEST(HistoryTest, ARefusalWithoutReasonIsFound) {
    auto history = good();
    history[3].accepted = false;
    EXPECT_EQ(anomaly(history), "transfer 7 was refused, but fits");
}

TEST(HistoryTest, AnOrderAgainstTheClockIsFound) {
    auto history = good();
    history[3].sequence = 5;
    history[0].sequence = 7;
    EXPECT_EQ(anomaly(history), "transfer 5 was sent after the answer to transfer 7");
}

TEST(HistoryTest, AStaleReadIsFound) {
    auto history = good();
    history[4].sequence = 7;  // true of that point, but a later transfer was answered before
    history[4].credits = 6;
    EXPECT_EQ(anomaly(history), "read at 7 was sent after the answer to transfer 7");
}

TEST(HistoryTest, AReadOfOtherTotalsIsFound) {
    auto history = good();
    history[1].debits = 0;
    EXPECT_EQ(anomaly(history), "read at 6 saw other totals than there were");
}

TEST(HistoryTest, AnEntryThatTwoAreToldOrNobodyIsFound) {
    auto twice = good();
    twice[2].sequence = 5;
    EXPECT_NE(anomaly(twice), "none");
    auto missing = good();
    missing.erase(missing.begin() + 2);
    EXPECT_NE(anomaly(missing), "none");
}

TEST(HistoryTest, AnAnswerBeforeItsQuestionIsFound) {
    auto history = good();
    history[0].answered_ns = 9;
    EXPECT_EQ(anomaly(history), "transfer 5 was answered before it was sent");
}

}  // namespace
}  // namespace tally::linear
