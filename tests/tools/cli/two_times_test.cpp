#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace tally {
namespace {

using test::CliRunner;

// A record in which days are corrected later: entries 3 to 8 are transfers, each from 1 to 2.
//
//     entry  recorded    counts for
//         3  2026-01-10  2026-01-10
//         4  2026-01-20  2026-01-05   (backdated)
//         5  2026-02-01  2026-03-01   (postdated)
//         6  2026-02-10  2026-01-31   (backdated)
//         7  2026-02-11  pending, of 1
//         8  2026-02-12  2026-02-12
class TwoTimesTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli_ = new CliRunner;
        std::string commands =
            R"({"command":"create_asset","asset":"USD","scale":2,"time":"2026-01-01T00:00:00Z"})"
            "\n";
        for (auto const* const id : {"1", "2"})
            commands +=
                std::string{R"({"command":"create_account","asset":"USD","code":1,"id":")"} + id +
                R"(","owner":")" + id + R"(","time":"2026-01-01T00:00:00Z"})" + "\n";
        commands += transfer("3", "100.00", "2026-01-10");
        commands += transfer("4", "20.00", "2026-01-20", R"("effective_date":"2026-01-05",)");
        commands += transfer("5", "3.00", "2026-02-01", R"("effective_date":"2026-03-01",)");
        commands += transfer("6", "0.40", "2026-02-10", R"("effective_date":"2026-01-31",)");
        commands += transfer("7", "9.99", "2026-02-11", R"("flags":["pending"],)");
        commands += transfer("8", "0.05", "2026-02-12");
        cli_->write("in", commands);
        auto const made = cli_->run(
            "tally init --origin two.test --key key --data books && tally apply in --data books "
            "-q -o answers && ! grep -v '\"result\":\"ok\"' answers");
        ASSERT_EQ(made.exit_code, 0) << made.out << made.error;
    }

    static void TearDownTestSuite() {
        delete cli_;
        cli_ = nullptr;
    }

    static std::string transfer(std::string const& id,
                                std::string const& amount,
                                std::string const& day,
                                std::string const& more = {}) {
        return R"({"command":"create_transfer","debit":"1","credit":"2","asset":"USD","code":1,)" +
               more + R"("id":")" + id + R"(","amount":")" + amount + R"(","time":")" + day +
               "T12:00:00Z\"}\n";
    }

    static std::string out(std::string const& command) {
        auto const result = cli_->run("tally " + command + " --data books");
        EXPECT_EQ(result.exit_code, 0) << result.error;
        return result.out;
    }

    // What account 2 has for a date, as far as the entries up to `at` say.
    static std::string balance(std::string const& effective, std::string const& at) {
        auto const rows =
            out("balance --account 2 -O csv --effective " + effective + " --at " + at);
        auto const line = rows.substr(rows.find('\n') + 1);
        EXPECT_EQ(line.substr(0, 8), "2,2,USD,") << rows;
        EXPECT_EQ(line.substr(line.find(',', 8)), ",,,,\r\n") << "pending and held have no date";
        return line.substr(8, line.find(',', 8) - 8);
    }

    static CliRunner* cli_;
};

CliRunner* TwoTimesTest::cli_ = nullptr;

struct TwoTimes {
    char const* effective;
    char const* at;
    char const* balance;
};

constexpr std::array cases{
    TwoTimes{"2026-01-04", "end", "0.00"},
    TwoTimes{"2026-01-05", "3", "0.00"},
    TwoTimes{"2026-01-05", "4", "20.00"},
    TwoTimes{"2026-01-09", "end", "20.00"},
    TwoTimes{"2026-01-10", "2", "0.00"},
    TwoTimes{"2026-01-10", "3", "100.00"},
    TwoTimes{"2026-01-31", "5", "120.00"},
    TwoTimes{"2026-01-31", "2026-02-09", "120.00"},
    TwoTimes{"2026-01-31", "6", "120.40"},
    TwoTimes{"2026-02-28", "end", "120.45"},
    TwoTimes{"2026-03-01", "4", "120.00"},
    TwoTimes{"2026-03-01", "end", "123.45"},
};

TEST_F(TwoTimesTest, ABalanceForADateIsWhatWasKnownAtAPoint) {
    for (auto const& test : cases) {
        SCOPED_TRACE(std::string{test.effective} + " as of " + test.at);
        EXPECT_EQ(balance(test.effective, test.at), test.balance);
    }
}

TEST_F(TwoTimesTest, AStatementForADateLeavesOutWhatCountsLaterAndRunsToItsBalance) {
    EXPECT_EQ(out("statement 2 --effective 2026-01-31 -b 2026-01-15 -O csv"),
              "sequence,time,effective_date,kind,id,other_account,debit,credit,balance\r\n"
              ",2026-01-20T12:00:00Z,,opening_balance,,,,,100.00\r\n"
              "4,2026-01-20T12:00:00Z,2026-01-05,create_transfer,4,1,,20.00,120.00\r\n"
              "6,2026-02-10T12:00:00Z,2026-01-31,create_transfer,6,1,,0.40,120.40\r\n"
              ",2026-02-12T12:00:00Z,,closing_balance,,,0.00,20.40,120.40\r\n");
    EXPECT_EQ(out("statement 2 --effective 2026-01-31 -b 2027-01-01 -O csv"),
              "sequence,time,effective_date,kind,id,other_account,debit,credit,balance\r\n"
              ",2026-02-12T12:00:00Z,,opening_balance,,,,,120.40\r\n"
              ",2026-02-12T12:00:00Z,,closing_balance,,,0.00,0.00,120.40\r\n");
}

TEST_F(TwoTimesTest, ATrialBalanceForADateBalancesAndKnowsNothingOfHolds) {
    EXPECT_EQ(out("trial --effective 2026-01-31 --at 5 -O jsonl"),
              R"({"asset":"USD","accounts":2,"debits_posted":"120.00","credits_posted":"120.00",)"
              R"("balanced":true})"
              "\n");
}

TEST_F(TwoTimesTest, WhatIsNoDateIsRefused) {
    for (auto const* const verb : {"balance", "statement 2", "trial"}) {
        auto const result =
            cli_->run(std::string{"tally "} + verb + " --data books --effective 2026-02-30");
        EXPECT_EQ(result.exit_code, 1);
        EXPECT_NE(result.error.find("2026-02-30 is not a date"), std::string::npos) << result.error;
    }
}

}  // namespace
}  // namespace tally
