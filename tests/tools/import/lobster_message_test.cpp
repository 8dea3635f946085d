#include "tools/import/lobster_message.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace tally::lobster {
namespace {

TEST(LobsterMessageTest, LineIsReadExactlyToTheNanosecond) {
    auto const message = parse("34200.004241176,1,16113575,18,5853300,-1").value();
    EXPECT_EQ(message.ns, 34'200'004'241'176U);
    EXPECT_EQ(message.kind, Kind::new_order);
    EXPECT_EQ(message.order, 16'113'575U);
    EXPECT_EQ(message.shares, 18U);
    EXPECT_EQ(message.price, 5'853'300U);
    EXPECT_EQ(message.side, OrderSide::sell);
}

TEST(LobsterMessageTest, FewerDecimalsStandForTheSameMoment) {
    EXPECT_EQ(parse("34200,3,1,1,1,1").value().ns, 34'200'000'000'000U);
    EXPECT_EQ(parse("34200.5,3,1,1,1,1").value().ns, 34'200'500'000'000U);
    EXPECT_EQ(parse("34200.00426064,3,1,1,1,1").value().ns, 34'200'004'260'640U);
}

TEST(LobsterMessageTest, DecimalsBelowANanosecondAreCutOff) {
    EXPECT_EQ(parse("35821.088778456004,3,1,1,1,1").value().ns, 35'821'088'778'456U);
    EXPECT_EQ(parse("35821.088778456999,3,1,1,1,1").value().ns, 35'821'088'778'456U);
}

TEST(LobsterMessageTest, HaltSaysNothingAboutPriceAndOrder) {
    EXPECT_EQ(parse("34200.1,7,0,0,-1,-1").value().kind, Kind::halt);
}

TEST(LobsterMessageTest, HiddenExecutionMayHaveNoOrder) {
    EXPECT_EQ(parse("34200.1,5,0,100,5850050,1").value().order, 0U);
}

struct BadLine {
    char const* line;
    std::size_t column;
    char const* text;
};

constexpr BadLine bad_lines[] = {
    {"", 1, "ends before the message type"},
    {"34200.1,1,5", 12, "ends before the number of shares"},
    {"34200.1,1,5,10,100,1,", 21, "more than six columns"},
    {"86400,1,5,10,100,1", 1, "is more than 86399"},
    {"34200.,1,5,10,100,1", 1, "ends in a point"},
    {"34200.1234567890123456789,1,5,10,100,1", 1, "more than 18 decimals"},
    {"34200.1x,1,5,10,100,1", 7, "is not a whole number"},
    {"-1,1,5,10,100,1", 1, "is not a whole number"},
    {"34200,0,5,10,100,1", 7, "is none of 1 to 7"},
    {"34200,8,5,10,100,1", 7, "is more than 7"},
    {"34200,1,0,10,100,1", 9, "must not be zero"},
    {"34200,1,18446744073709551616,10,100,1", 9, "is more than 18446744073709551615"},
    {"34200,1,5,0,100,1", 11, "must not be zero"},
    {"34200,1,5,1000000001,100,1", 11, "is more than 1000000000"},
    {"34200,1,5,1.5,100,1", 11, "is not a whole number"},
    {"34200,1,5,10,0,1", 14, "must not be zero"},
    {"34200,1,5,10, 100,1", 14, "is not a whole number"},
    {"34200,1,5,10,100,0", 18, "is neither 1 (buy) nor -1 (sell)"},
    {"34200,1,5,10,100,1 ", 18, "is neither 1 (buy) nor -1 (sell)"},
};

TEST(LobsterMessageTest, EachMistakeIsNamedWithItsColumn) {
    for (auto const& bad : bad_lines) {
        SCOPED_TRACE(bad.line);
        auto const parsed = parse(bad.line);
        ASSERT_FALSE(parsed);
        EXPECT_EQ(parsed.error().column, bad.column);
        EXPECT_NE(parsed.error().text.find(bad.text), std::string::npos) << parsed.error().text;
    }
}

class LobsterReaderTest : public testing::Test {
protected:
    void TearDown() override { std::remove(file_.c_str()); }

    Reader reader_of(std::string const& text) {
        std::ofstream{file_, std::ios::binary} << text;
        return Reader::open(file_).value();
    }

    std::string file_ = testing::TempDir() + "lobster_reader_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(LobsterReaderTest, LastLineMayLackItsEnd) {
    auto reader = reader_of("1,1,5,10,100,1\r\n2,3,5,10,100,1");
    EXPECT_EQ(reader.next().value()->ns, 1'000'000'000U);
    EXPECT_EQ(reader.next().value()->ns, 2'000'000'000U);
    EXPECT_EQ(reader.line(), 2U);
    EXPECT_FALSE(reader.next().value().has_value());
}

TEST_F(LobsterReaderTest, FaultIsNamedWithFileLineAndColumn) {
    auto reader = reader_of("1,1,5,10,100,1\n2,9,5,10,100,1\n");
    ASSERT_TRUE(reader.next());
    EXPECT_EQ(reader.next().error().text,
              file_ + ", line 2, column 3: message type '9' is more than 7");
}

TEST_F(LobsterReaderTest, TimeThatGoesBackIsAFault) {
    auto reader = reader_of("2,1,5,10,100,1\n1,1,6,10,100,1\n");
    ASSERT_TRUE(reader.next());
    auto const next = reader.next();
    ASSERT_FALSE(next);
    EXPECT_NE(next.error().text.find("line 2, column 1: the time is before"), std::string::npos);
}

TEST_F(LobsterReaderTest, EndlessLineIsAFaultAndNotReadToItsEnd) {
    auto reader = reader_of(std::string(1'000'000, '1'));
    auto const next = reader.next();
    ASSERT_FALSE(next);
    EXPECT_NE(next.error().text.find("longer than any"), std::string::npos) << next.error().text;
}

TEST_F(LobsterReaderTest, MissingFileIsNamed) {
    auto const reader = Reader::open("/nonexistent/file.csv");
    ASSERT_FALSE(reader);
    EXPECT_NE(reader.error().text.find("/nonexistent/file.csv: cannot be read: No such file"),
              std::string::npos);
}

}  // namespace
}  // namespace tally::lobster
