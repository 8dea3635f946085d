#include "tests/support/engine_harness.h"
#include "tools/import/lobster_count.h"
#include "tools/import/lobster_flow.h"
#include "tools/import/lobster_setup.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

namespace tally::lobster {
namespace {

// The import without a disk: the same commands, decided by an engine in memory.
class Replayed {
public:
    explicit Replayed(std::string const& file) {
        auto const terms = parse_terms("AAPL-USD", "0.01").value();
        auto const needs = survey(file, terms).value();
        for (auto& command : asset_commands(terms))
            run(std::move(command), 0);
        for (auto& command : market_commands(terms, needs, AssetNumber{1}, AssetNumber{2})) {
            EXPECT_EQ(run(std::move(command), 0), Outcome::ok);
        }
        report.messages = needs.messages;
        play(file, terms);
        Counter counter{report};
        for (auto const& entry : harness.entries())
            counter.add(entry);
        counter.end();
    }

    testing::EngineHarness harness;
    ImportReport report;

private:
    Outcome run(Body command, std::uint64_t ns) {
        return harness.run_at(std::move(command), Timestamp{day + ns});
    }

    void play(std::string const& file, MarketTerms const& terms) {
        auto reader = Reader::open(file).value();
        Flow flow{MarketNumber{1}, terms.price_divisor};
        while (auto const message = reader.next().value()) {
            auto step = flow.next(*message, reader.line());
            if (step.fate == Fate::unknown_order) ++report.unknown_orders;
            if (step.fate != Fate::command) continue;
            run(std::move(step.command), message->ns);
            if (message->kind != Kind::execution) continue;
            auto correction = flow.correct(message->order, harness.state().markets());
            if (!correction) continue;
            ++report.corrections;
            EXPECT_EQ(run(*std::move(correction), message->ns), Outcome::ok);
        }
    }

    static constexpr std::uint64_t day = 1'340'236'800 * ns_per_second;  // 2012-06-21
};

class LobsterEngineTest : public ::testing::Test {
protected:
    void TearDown() override { std::remove(file_.c_str()); }

    std::string const& file_of(char const* text) {
        std::ofstream{file_, std::ios::binary} << text;
        return file_;
    }

    std::string file_ = ::testing::TempDir() + "lobster_engine_" +
                        ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".csv";
};

TEST_F(LobsterEngineTest, EveryKindOfMessageIsCountedAndHasItsEffect) {
    Replayed const day{
        file_of("34200.0,1,11,100,1000000,1\n"
                "34200.1,1,12,50,1000000,1\n"
                "34200.2,1,13,80,1000200,-1\n"
                "34200.3,2,11,40,1000000,1\n"
                "34200.4,4,11,60,1000000,1\n"
                "34200.5,4,12,20,1000000,1\n"
                "34200.6,5,0,10,1000050,1\n"
                "34200.7,4,99,10,1000000,1\n"
                "34200.8,3,13,80,1000200,-1\n"
                "34200.9,7,0,0,-1,-1\n")};
    auto const& report = day.report;
    EXPECT_EQ(report.messages, (std::array<std::uint64_t, 8>{0, 3, 1, 1, 3, 1, 0, 1}));
    EXPECT_EQ(report.unknown_orders, 1U);
    EXPECT_EQ(report.orders, 5U);  // three that rest, two that take
    EXPECT_EQ(report.amended, 1U);
    EXPECT_EQ(report.cancelled, 1U);
    EXPECT_EQ(report.fills, 2U);
    EXPECT_EQ(report.volume, 80U);
    EXPECT_TRUE(report.notional == uint128{80} * 10'000);
    EXPECT_EQ(report.executions, 2U);
    EXPECT_EQ(report.same_order, 2U);
    EXPECT_TRUE(report.refused.empty());
    EXPECT_EQ(day.harness.state().markets().order_count(), 1U);  // 30 shares of order 12
}

TEST_F(LobsterEngineTest, ExecutionThatHitsAnotherOrderIsNotCountedAsTheSame) {
    // At NASDAQ the younger order was executed; price-time priority chooses the older one.
    Replayed const day{file_of("1,1,11,10,1000000,1\n2,1,12,10,1000000,1\n3,4,12,10,1000000,1\n")};
    EXPECT_EQ(day.report.executions, 1U);
    EXPECT_EQ(day.report.same_order, 0U);
    EXPECT_EQ(day.report.fills, 1U);
}

TEST_F(LobsterEngineTest, OrderThatNasdaqExecutedDoesNotStayInTheBook) {
    // Ours executes 11; NASDAQ executed 12, partly and then whole.
    Replayed const day{file_of(
        "1,1,11,9,1000000,1\n2,1,12,10,1000000,1\n3,4,12,6,1000000,1\n4,4,12,4,1000000,1\n")};
    EXPECT_EQ(day.report.corrections, 2U);
    EXPECT_EQ(day.report.fills, 3U);
    EXPECT_EQ(day.harness.state().markets().order_count(), 0U);
}

TEST_F(LobsterEngineTest, OrderThatRestedAtNasdaqButCrossesHereIsSaid) {
    Replayed const day{file_of("1,1,11,10,1000000,1\n2,1,12,4,1000000,-1\n")};
    EXPECT_EQ(day.report.crossed_on_arrival, 1U);
    EXPECT_EQ(day.report.executions, 0U);
}

TEST(LobsterSharedDataTest, OurEngineChoosesTheRestingOrderThatNasdaqChose) {
    std::filesystem::path const file =
        std::string{TALLY_SHARED} + "/data/lobster/aapl_2012-06-21_from_0930_message_50.csv";
    if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << " on this machine";
    Replayed const day{file.string()};
    auto const& report = day.report;
    EXPECT_EQ(report.messages,
              (std::array<std::uint64_t, 8>{0, 28'788, 305, 26'349, 2'947, 1'611}));
    // The same figures as a naive book written apart from this project.
    EXPECT_EQ(report.unknown_orders, 62U);
    EXPECT_EQ(report.executions, 2'935U);
    EXPECT_EQ(report.same_order, 2'913U);
    EXPECT_EQ(report.corrections, 13U);
    EXPECT_EQ(report.crossed_on_arrival, 0U);
}

}  // namespace
}  // namespace tally::lobster
