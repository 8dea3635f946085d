#include "tools/import/lobster_setup.h"

#include "tools/text/time.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

namespace tally::lobster {
namespace {

TEST(LobsterSetupTest, MarketNameGivesItsAssets) {
    auto const terms = parse_terms("AAPL-USD", "0.01").value();
    EXPECT_EQ(terms.base.view(), "AAPL");
    EXPECT_EQ(terms.quote.view(), "USD");
    EXPECT_EQ(terms.tick, (Increment{1, 2}));
    EXPECT_EQ(terms.price_divisor, 100U);
    EXPECT_EQ(terms.quote_scale, 2);
}

TEST(LobsterSetupTest, FinerTickMakesFinerMoney) {
    auto const terms = parse_terms("AAPL-USD", "0.0001").value();
    EXPECT_EQ(terms.price_divisor, 1U);
    EXPECT_EQ(terms.quote_scale, 4);
}

TEST(LobsterSetupTest, OtherNamesAndTicksAreRefused) {
    for (auto const* market : {"", "AAPL", "-USD", "AAPL-", "USD-USD", "A B-USD"}) {
        EXPECT_FALSE(parse_terms(market, "0.01")) << market;
    }
    for (auto const* tick : {"", "0", "0.00", "-1", "0.00001", "abc", "99999999999"}) {
        EXPECT_FALSE(parse_terms("AAPL-USD", tick)) << tick;
    }
}

TEST(LobsterSetupTest, DayComesFromTheOptionOrElseFromTheName) {
    auto const day = *text::parse_time("2012-06-21T00:00:00Z");
    EXPECT_EQ(day_of("", "some/aapl_2012-06-21_message_50.csv").value(), day);
    EXPECT_EQ(day_of("2012-06-21", "x.csv").value(), day);
    EXPECT_FALSE(day_of("", "2012-06-21/x.csv"));
    EXPECT_FALSE(day_of("2012-13-21", "x.csv"));
    EXPECT_FALSE(day_of("2012-06-21T00:00:00Z", "x.csv"));
}

class LobsterSurveyTest : public testing::Test {
protected:
    void TearDown() override { std::remove(file_.c_str()); }

    Result<Survey> survey_of(char const* text) {
        std::ofstream{file_, std::ios::binary} << text;
        return survey(file_, parse_terms("AAPL-USD", "0.01").value());
    }

    std::string file_ = testing::TempDir() + "lobster_survey_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(LobsterSurveyTest, CountsByTypeAndAddsUpNeeds) {
    auto const found =
        survey_of("1,1,5,10,5853300,1\n2,4,5,4,5853300,1\n3,5,0,1,5853350,1\n").value();
    EXPECT_EQ(found.messages[1], 1U);
    EXPECT_EQ(found.messages[4], 1U);
    EXPECT_EQ(found.messages[5], 1U);
    EXPECT_EQ(found.needs.size(), 2U);
}

TEST_F(LobsterSurveyTest, PriceBetweenTicksIsNamedWithItsPlace) {
    auto const found = survey_of("1,1,5,10,5853300,1\n2,1,6,4,5853350,1\n");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().text,
              file_ +
                  ", line 2, column 9: price 585.3350 is no multiple of the market's tick; "
                  "name a finer --tick");
}

TEST_F(LobsterSurveyTest, EmptyFileGivesNoOpinion) {
    auto const found = survey_of("");
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, FailureKind::incomplete);
}

TEST(LobsterCommandsTest, EveryOwnerWithANeedIsFundedWithExactlyThat) {
    auto const terms = parse_terms("AAPL-USD", "0.01").value();
    Survey found;
    found.needs[owner_of(7)] = {uint128{5'853'300} * 10, 0};
    auto const commands = market_commands(terms, found, AssetNumber{1}, AssetNumber{2});
    ASSERT_EQ(commands.size(), 6U);  // 2 of the issuer, 2 of the owner, money, market
    auto const& transfer = std::get<CreateTransfer>(commands[4]);
    EXPECT_TRUE(transfer.amount == Amount{585'330});
    EXPECT_EQ(transfer.asset, AssetNumber{2});
    EXPECT_EQ(std::get<CreateMarket>(commands[5]).symbol.view(), "AAPL-USD");
}

}  // namespace
}  // namespace tally::lobster
