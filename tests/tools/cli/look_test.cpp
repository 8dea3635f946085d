#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

using test::CliRunner;

// One record with something of everything in it, made from commands as the design writes them.
class LookTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        cli_ = new CliRunner;
        cli_->write("in", commands());
        auto const made = cli_->run(
            "tally init --origin books.test --key key --data books && tally apply in --data books "
            "-o answers");
        ASSERT_EQ(made.exit_code, 0) << made.error;
        auto const refused = cli_->run("grep -v '\"result\":\"ok\"' answers");
        ASSERT_EQ(refused.exit_code, 1) << refused.out;
    }

    static void TearDownTestSuite() {
        delete cli_;
        cli_ = nullptr;
    }

    static std::string at(std::string const& command, std::string const& time) {
        return command + ",\"time\":\"2026-12-01T" + time + "Z\"}\n";
    }

    static std::string commands() {
        return at(R"({"command":"create_asset","asset":"USD","scale":2)", "09:00:00") +
               at(R"({"command":"create_asset","asset":"BTC","scale":8)", "09:00:00") +
               at(R"({"command":"create_account","id":"1","asset":"USD","owner":"1","code":1)",
                  "09:00:00") +
               at(R"({"command":"create_account","id":"2","asset":"BTC","owner":"1","code":1)",
                  "09:00:00") +
               at(R"({"command":"create_account","id":"7","asset":"USD","owner":"7","code":10,"flags":["debits_must_not_exceed_credits"],"user_data_64":"5")",
                  "09:00:01") +
               at(R"({"command":"create_account","id":"8","asset":"BTC","owner":"7","code":10)",
                  "09:00:01") +
               at(R"({"command":"create_account","id":"9","asset":"USD","owner":"8","code":10)",
                  "09:00:01") +
               at(R"({"command":"create_account","id":"10","asset":"BTC","owner":"8","code":10)",
                  "09:00:01") +
               at(R"({"command":"create_transfer","id":"1","debit":"1","credit":"7","asset":"USD","amount":"1000.00","code":1)",
                  "09:10:00") +
               at(R"({"command":"create_transfer","id":"2","debit":"2","credit":"10","asset":"BTC","amount":"2","code":1,"metadata":"a \"loan\", €")",
                  "09:10:00") +
               at(R"({"command":"create_transfer","id":"3","debit":"7","credit":"9","asset":"USD","amount":"50.00","code":2,"flags":["pending"])",
                  "09:20:00") +
               at(R"({"command":"create_market","market":"BTC-USD","base":"BTC","quote":"USD","tick":"0.01","lot":"0.0001")",
                  "09:30:00") +
               at(R"({"command":"place_order","id":"31","owner":"8","market":"BTC-USD","side":"sell","price":"100.00","quantity":"1")",
                  "09:40:00") +
               at(R"({"command":"place_order","id":"32","owner":"7","market":"BTC-USD","side":"buy","price":"101.00","quantity":"0.4")",
                  "09:50:00") +
               at(R"({"command":"place_order","id":"33","owner":"7","market":"BTC-USD","side":"buy","price":"99.50","quantity":"0.25")",
                  "09:55:00");
    }

    static std::string out(std::string const& command) {
        auto const result = cli_->run("tally " + command + " --data books");
        EXPECT_EQ(result.exit_code, 0) << result.error;
        return result.out;
    }

    static CliRunner* cli_;
};

CliRunner* LookTest::cli_ = nullptr;

TEST_F(LookTest, BalancesAreCreditsLessDebits) {
    EXPECT_EQ(
        out("balance --account 7 -O jsonl"),
        R"({"account":"7","owner":"7","asset":"USD","balance":"960.00","debits_pending":"50.00",)"
        R"("credits_pending":"0.00","held":"24.87","available":"885.13"})"
        "\n");
    EXPECT_EQ(out("balance --account 1 -O csv"),
              "account,owner,asset,balance,debits_pending,credits_pending,held,available\r\n"
              "1,1,USD,-1000.00,0.00,0.00,0.00,0.00\r\n");
}

TEST_F(LookTest, AnyReadAtAnyPoint) {
    EXPECT_NE(out("balance --account 7 --at 09:10 -O csv").find("7,7,USD,1000.00,0.00"),
              std::string::npos);
    EXPECT_NE(out("balance --account 7 --at 2026-12-01T09:05:00Z -O csv").find("7,7,USD,0.00"),
              std::string::npos);
    EXPECT_NE(out("balance --account 7 --at 8 -O csv").find("7,7,USD,1000.00"), std::string::npos);
    auto const before = cli_->run("tally balance --account 7 --at 3 --data books");
    EXPECT_EQ(before.exit_code, 4);
    EXPECT_NE(before.error.find("no account 7 in books after entry 3"), std::string::npos)
        << before.error;
}

TEST_F(LookTest, ABookIsBestPriceFirst) {
    EXPECT_EQ(
        out("book BTC-USD -O json"),
        R"({"market":"BTC-USD","sequence":15,"bids":[{"price":"99.50","quantity":"0.2500","orders":1}],)"
        R"("asks":[{"price":"100.00","quantity":"0.6000","orders":1}]})"
        "\n");
    EXPECT_EQ(out("book BTC-USD --at 09:45"),
              "bid orders  bid quantity  bid     ask  ask quantity  ask orders\n"
              "         -             -    -  100.00        1.0000           1\n");
    EXPECT_NE(out("book -O csv").find("BTC-USD,BTC,USD,0.01,0.0001,open"), std::string::npos);
}

TEST_F(LookTest, OrdersAreTheOpenOnes) {
    EXPECT_EQ(
        out("orders -O jsonl --owner 7"),
        R"({"id":"33","owner":"7","market":"BTC-USD","side":"buy","type":"limit","price":"99.50",)"
        R"("quantity":"0.2500","open":"0.2500","held":"24.87","time_in_force":"gtc",)"
        R"("state":"resting","sequence":15})"
        "\n");
    EXPECT_NE(out("orders -O csv --market BTC-USD")
                  .find("31,8,BTC-USD,sell,limit,100.00,,,1.0000,0.6000"),
              std::string::npos);
    EXPECT_EQ(out("orders -O json --state waiting"), "[]\n");
}

TEST_F(LookTest, AFillIsAnEntryOfItsOwn) {
    EXPECT_EQ(
        out("log --kind fill -O jsonl"),
        R"({"sequence":14,"time":"2026-12-01T09:50:00Z","cause":13,"kind":"fill","market":"BTC-USD",)"
        R"("maker":"31","taker":"32","taker_side":"buy","price":"100.00","quantity":"0.4000",)"
        R"("quote":"40.00","maker_fee":"0.00","taker_fee":"0.00"})"
        "\n");
    EXPECT_EQ(cli_->run("tally log --data books -O jsonl | wc -l").out, "16\n");
    EXPECT_EQ(cli_->run("tally log --data books --from 3 --to 5 -O csv | wc -l").out, "4\n");
    EXPECT_EQ(cli_->run("tally log --data books --kind filled").exit_code, 1);
    EXPECT_EQ(out("log -O json --kind tick"), "[]\n");
}

TEST_F(LookTest, TransfersHaveTheStateOfTheirPoint) {
    EXPECT_NE(
        out("transfers --state pending -O jsonl").find(R"("id":"3","debit":"7","credit":"9")"),
        std::string::npos);
    EXPECT_NE(out("transfers --debit 2 -O jsonl")
                  .find(R"("metadata":"a \"loan\", €","state":"posted","sequence":9)"),
              std::string::npos);
    EXPECT_NE(out("transfers --debit 2 -O csv").find("\"a \"\"loan\"\", €\""), std::string::npos);
    EXPECT_EQ(cli_->run("tally transfers --data books -b 2026-12-01T09:20:00Z -O csv | wc -l").out,
              "2\n");
    EXPECT_EQ(cli_->run("tally transfers --data books -e 2026-12-01T09:20:00Z -O csv | wc -l").out,
              "3\n");
    EXPECT_EQ(cli_->run("tally transfers --data books --account 77").exit_code, 4);
}

TEST_F(LookTest, AStatementRunsFromOpeningToClosing) {
    EXPECT_EQ(out("statement --account 7 -b 2026-12-01T09:15:00Z -O csv"),
              "sequence,time,effective_date,kind,id,other_account,debit,credit,balance\r\n"
              ",2026-12-01T09:20:00Z,,opening_balance,,,,,1000.00\r\n"
              "14,2026-12-01T09:50:00Z,2026-12-01,fill,32,9,40.00,,960.00\r\n"
              ",2026-12-01T09:55:00Z,,closing_balance,,,40.00,0.00,960.00\r\n");
    EXPECT_EQ(out("statement 7 -b 2026-12-01T09:15:00Z -O csv"),
              out("statement --account 7 -b 2026-12-01T09:15:00Z -O csv"));
    EXPECT_EQ(cli_->run("tally statement --data books").exit_code, 1);
}

TEST_F(LookTest, TheTrialBalanceBalances) {
    EXPECT_EQ(out("trial"),
              "asset  accounts  debits posted  credits posted  debits pending  credits pending     "
              "   held  balanced\n"
              "USD           3        1040.00         1040.00           50.00            50.00     "
              "  24.87  true\n"
              "BTC           3     2.40000000      2.40000000      0.00000000       0.00000000  "
              "0.60000000  true\n");
}

TEST_F(LookTest, AccountsByOwnerCodeAndUserData) {
    EXPECT_EQ(cli_->run("tally accounts --data books --owner 7 -O csv | wc -l").out, "3\n");
    EXPECT_EQ(cli_->run("tally accounts --data books --code 10 --asset USD -O csv | wc -l").out,
              "3\n");
    EXPECT_NE(
        out("accounts --user-data-64 5 -O jsonl")
            .find(
                R"({"id":"7","asset":"USD","owner":"7","code":10,"flags":["debits_must_not_exceed_credits"],"debits_pending":"50.00")"),
        std::string::npos);
    auto const nothing = cli_->run("tally accounts --data books --owner 99");
    EXPECT_EQ(nothing.exit_code, 0);
    EXPECT_NE(nothing.error.find("no accounts after entry 15"), std::string::npos);
    EXPECT_EQ(cli_->run("tally accounts --data books --asset EUR").exit_code, 4);
    EXPECT_EQ(cli_->run("tally accounts --data books --owner x").exit_code, 1);
}

TEST_F(LookTest, StatusSaysWhoAndHowFar) {
    auto const status = out("status -O json");
    EXPECT_EQ(status.find(R"({"origin":"books.test","size":16,"root":")"), 0U) << status;
    EXPECT_NE(status.find(R"("time":"2026-12-01T09:55:00Z")"), std::string::npos);
    EXPECT_NE(status.find(R"("open_orders":2)"), std::string::npos);
}

TEST_F(LookTest, TheSameQuestionGetsTheSameBytes) {
    for (auto const* const verb : {"accounts",
                                   "balance",
                                   "trial",
                                   "transfers",
                                   "orders",
                                   "book BTC-USD",
                                   "log",
                                   "status",
                                   "escrow",
                                   "chain"}) {
        for (auto const* const format : {"table", "json", "jsonl", "csv"}) {
            auto const command = std::string{verb} + " -O " + format;
            SCOPED_TRACE(command);
            auto const first = out(command);
            EXPECT_EQ(out(command), first);
            EXPECT_EQ(first.find('\x1b'), std::string::npos);
        }
    }
}

TEST_F(LookTest, OutputGoesToAFile) {
    EXPECT_EQ(out("trial -O csv -o trial.csv"), "");
    EXPECT_EQ(cli_->read("trial.csv"), out("trial -O csv"));
    EXPECT_EQ(cli_->run("tally trial --data books -o no/such/file").exit_code, 1);
    EXPECT_EQ(cli_->run("tally trial --data books -o /dev/full").exit_code, 6);
    EXPECT_EQ(cli_->run("tally log --data books | head -n 1 | wc -l").out, "1\n");
}

TEST_F(LookTest, AVerbThatFailsBeforeItsResultLeavesTheFileAsItWas) {
    auto const made = cli_->run("echo kept, and longer than what comes > kept.csv");
    ASSERT_EQ(made.exit_code, 0);
    EXPECT_NE(cli_->run("tally trial --data nowhere -o kept.csv").exit_code, 0);
    EXPECT_EQ(cli_->read("kept.csv"), "kept, and longer than what comes\n");
    EXPECT_NE(cli_->run("tally trial --data nowhere -o none.csv").exit_code, 0);
    EXPECT_EQ(cli_->run("test ! -e none.csv").exit_code, 0);
    EXPECT_EQ(out("transfers --code 77 -O csv -o kept.csv"), "");
    EXPECT_EQ(cli_->read("kept.csv"), out("transfers --code 77 -O csv"));
}

TEST_F(LookTest, ADirectoryThatIsNoRecordIsSaid) {
    for (auto const* const verb : {"accounts", "status", "log", "trial"}) {
        auto const missing = cli_->run(std::string{"tally "} + verb + " --data nowhere");
        EXPECT_NE(missing.exit_code, 0);
        EXPECT_EQ(missing.out, "");
        EXPECT_NE(missing.error.find("nowhere"), std::string::npos) << missing.error;
        auto const other =
            cli_->run("mkdir -p empty; tally " + std::string{verb} + " --data empty");
        EXPECT_NE(other.exit_code, 0);
        EXPECT_NE(other.error.find("empty"), std::string::npos) << other.error;
    }
}

TEST_F(LookTest, AnEmptyRecordIsNotAnError) {
    ASSERT_EQ(cli_->run("tally init --origin books.test --key key --data fresh").exit_code, 0);
    EXPECT_EQ(cli_->run("tally accounts --data fresh -O json").out, "[]\n");
    EXPECT_EQ(cli_->run("tally trial --data fresh -O jsonl").out, "");
    EXPECT_EQ(cli_->run("tally log --data fresh -O csv").out,
              "sequence,time,cause,kind,details\r\n");
    auto const status = cli_->run("tally status --data fresh -O json");
    EXPECT_EQ(status.exit_code, 0) << status.error;
    EXPECT_NE(status.out.find("\"size\":0"), std::string::npos);
}

}  // namespace
}  // namespace tally
