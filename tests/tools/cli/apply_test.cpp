#include "tests/support/cli_runner.h"

#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

using test::CliRunner;

class ApplyTest : public testing::Test {
protected:
    void SetUp() override {
        auto const made = cli_.run("tally init --origin books.test --key key --data books");
        ASSERT_EQ(made.exit_code, 0) << made.error;
    }

    // Applies the text; the answers.
    test::CliResult apply(std::string const& text, std::string const& options = "") {
        cli_.write("in", text);
        return cli_.run("tally apply in --data books " + options);
    }

    static inline std::string const setup =
        R"({"command":"create_asset","asset":"USD","scale":2,"time":"2026-12-01T09:00:00Z"})"
        "\n"
        R"({"command":"create_account","id":"1","asset":"USD","owner":"7","code":10,"time":"2026-12-01T09:00:00Z"})"
        "\n"
        R"({"command":"create_account","id":"2","asset":"USD","owner":"8","code":10,"flags":["debits_must_not_exceed_credits"],"time":"2026-12-01T09:00:00Z"})"
        "\n";

    CliRunner cli_;
};

TEST_F(ApplyTest, EachLineIsAnsweredInOrder) {
    auto const result = apply(
        setup +
            R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"USD","amount":"12.34","code":1})"
            "\n"
            R"({"command":"create_transfer","id":"10","debit":"2","credit":"1","asset":"USD","amount":"12.35","code":1})"
            "\n"
            "not a command\n"
            R"({"command":"create_transfer","id":"11","debit":"2","credit":"1","asset":"USD","amount":"1.234","code":1})"
            "\n"
            R"({"command":"create_transfer","id":"9","debit":"1","credit":"2","asset":"USD","amount":"12.34","code":1})",
        "");
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(
        result.out,
        R"({"line":1,"sequence":0,"result":"ok","entries":[]})"
        "\n"
        R"({"line":2,"sequence":1,"result":"ok","entries":[]})"
        "\n"
        R"({"line":3,"sequence":2,"result":"ok","entries":[]})"
        "\n"
        R"({"line":4,"sequence":3,"result":"ok","entries":[]})"
        "\n"
        R"({"line":5,"sequence":4,"result":"exceeds_credits","entries":[]})"
        "\n"
        R"({"line":6,"error":"not JSON: a value should be here","column":1})"
        "\n"
        R"({"line":7,"error":"the number has 3 digits after the point; here there are at most 2","column":88})"
        "\n"
        R"({"line":8,"sequence":5,"result":"exists","entries":[]})"
        "\n");
    EXPECT_NE(result.error.find("6 commands recorded, 2 of them refused; 2 lines are no command"),
              std::string::npos)
        << result.error;
}

TEST_F(ApplyTest, ARefusalAloneIsACleanRun) {
    auto const result = apply(setup + R"({"command":"cancel_order","id":"31"})"
                                      "\n");
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(result.out,
              R"({"line":1,"sequence":0,"result":"ok","entries":[]})"
              "\n"
              R"({"line":2,"sequence":1,"result":"ok","entries":[]})"
              "\n"
              R"({"line":3,"sequence":2,"result":"ok","entries":[]})"
              "\n"
              R"({"line":4,"sequence":3,"result":"order_not_found","entries":[]})"
              "\n");
}

TEST_F(ApplyTest, OneFileGivesOneRootInOneRunOrInManyPieces) {
    std::string const transfers = [] {
        std::string text;
        for (int i = 1; i <= 300; ++i) {
            text += R"({"command":"create_transfer","id":")" + std::to_string(i) +
                    R"(","debit":"1","credit":"2","asset":"USD","amount":"0.01","code":1,)"
                    R"("time":"2026-12-01T09:00:01Z"})"
                    "\n";
        }
        return text;
    }();
    ASSERT_EQ(apply(setup + transfers).exit_code, 0);
    // All but the epoch, which counts how often the record was opened to be written.
    auto const status = [&](std::string const& data) {
        return cli_.run("tally status --data " + data + " -O json | sed 's/\"epoch\":[0-9]*//'")
            .out;
    };
    auto const whole = status("books");
    ASSERT_EQ(cli_.run("tally init --origin books.test --key key --data other").exit_code, 0);
    cli_.write("all", setup + transfers);
    ASSERT_EQ(cli_.run("head -n 2 all | tally apply - --data other -q && tail -n +3 all | split -l "
                       "77 - p. && "
                       "for p in p.*; do tally apply $p --data other -q || exit 9; done")
                  .exit_code,
              0);
    EXPECT_EQ(status("other"), whole);
    EXPECT_NE(whole.find("\"size\":303"), std::string::npos) << whole;
}

TEST_F(ApplyTest, ALinkedChainHappensWholeOrNotAtAll) {
    auto const result = apply(
        setup +
            R"({"command":"create_asset","asset":"EUR","scale":3,"linked":true})"
            "\n"
            R"({"command":"create_account","id":"3","asset":"EUR","owner":"7","code":1,"linked":true})"
            "\n"
            R"({"command":"create_account","id":"4","asset":"EUR","owner":"8","code":1,"linked":true})"
            "\n"
            R"({"command":"create_transfer","id":"1","debit":"3","credit":"4","asset":"EUR","amount":"1.234","code":1})"
            "\n"
            R"({"command":"create_transfer","id":"2","debit":"3","credit":"4","asset":"EUR","amount":"1.000","code":1,"linked":true})"
            "\n"
            R"({"command":"create_transfer","id":"3","debit":"2","credit":"1","asset":"USD","amount":"1.00","code":1})"
            "\n"
            R"({"command":"create_transfer","id":"4","debit":"3","credit":"4","asset":"EUR","amount":"1.000","code":1,"linked":true})"
            "\n"
            "{\n"
            R"({"command":"create_transfer","id":"5","debit":"3","credit":"4","asset":"EUR","amount":"1.000","code":1})"
            "\n"
            R"({"command":"create_transfer","id":"6","debit":"3","credit":"4","asset":"EUR","amount":"1.000","code":1,"linked":true})"
            "\n",
        "");
    EXPECT_EQ(result.exit_code, 1);
    for (auto const* const part :
         {R"({"line":7,"sequence":6,"result":"ok","entries":[]})",
          R"({"line":8,"sequence":7,"result":"linked_event_failed","entries":[]})",
          R"({"line":9,"sequence":8,"result":"exceeds_credits","entries":[]})",
          R"({"line":10,"error":"not applied: line 11 of the same linked chain)",
          R"({"line":11,"error":"the line ends within an object","column":2})",
          R"({"line":12,"error":"not applied: line 11 of the same linked chain)",
          R"({"line":13,"sequence":9,"result":"linked_event_chain_open","entries":[]})"}) {
        EXPECT_NE(result.out.find(part), std::string::npos) << part << "\n" << result.out;
    }
    EXPECT_NE(
        cli_.run("tally balance --account 4 --data books -O json").out.find(R"("balance":"1.234")"),
        std::string::npos);
}

TEST_F(ApplyTest, ARetryOfAPostWithoutItsAssetIsKnownAgain) {
    auto const result = apply(
        setup +
            R"({"command":"create_transfer","id":"1","debit":"1","credit":"2","asset":"USD","amount":"5.00","code":1,"flags":["pending"]})"
            "\n"
            R"({"command":"create_transfer","id":"2","pending_id":"1","amount":"3.50","flags":["post_pending_transfer"]})"
            "\n"
            R"({"command":"create_transfer","id":"2","pending_id":"1","amount":"3.50","flags":["post_pending_transfer"]})"
            "\n",
        "");
    EXPECT_NE(result.out.find(R"({"line":5,"sequence":4,"result":"ok")"), std::string::npos)
        << result.out;
    EXPECT_NE(result.out.find(R"({"line":6,"sequence":5,"result":"exists")"), std::string::npos)
        << result.out;
}

TEST_F(ApplyTest, OddLinesAreAnsweredAndTheRestGoesOn) {
    cli_.write("in", setup);
    auto const result = cli_.run(
        "{ cat in; head -c 3000000 /dev/zero | tr '\\0' x; printf '\\r\\n\\n'; "
        "printf '{\"command\":\"tick\",\"time\":\"2026-12-01T09:00:00Z\"}\\r\\n'; "
        "printf '{\"command\":\"tick\",\"time\":\"2026-11-01T09:00:00Z\"}'; } | tally apply - "
        "--data books");
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.out.find(
                  R"({"line":4,"error":"the line is longer than 1048576 bytes","column":1048577})"),
              std::string::npos)
        << result.out;
    EXPECT_NE(result.out.find(
                  R"({"line":5,"error":"the line is empty; a line is one command","column":1})"),
              std::string::npos);
    EXPECT_NE(result.out.find(R"({"line":6,"sequence":3,"result":"ok","entries":[]})"),
              std::string::npos)
        << result.out;
    EXPECT_NE(
        result.out.find(
            R"({"line":7,"error":"\"time\" goes back: the record's last entry is at 2026-12-01T09:00:00Z","column":26})"),
        std::string::npos)
        << result.out;
}

TEST_F(ApplyTest, WhatCannotBeAppliedIsSaid) {
    EXPECT_EQ(apply("").exit_code, 4);
    EXPECT_NE(apply("").error.find("is empty"), std::string::npos);
    EXPECT_EQ(cli_.run("tally apply nothing --data books").exit_code, 1);
    EXPECT_EQ(cli_.run("tally apply . --data books").exit_code, 1);
    cli_.write("in", setup);
    auto const missing = cli_.run("tally apply in --data nowhere");
    EXPECT_NE(missing.exit_code, 0);
    EXPECT_NE(missing.error.find("nowhere"), std::string::npos) << missing.error;
    EXPECT_NE(cli_.run("tally apply in --data books --key absent.key").exit_code, 0);
}

TEST_F(ApplyTest, ASecondWriterIsRefused) {
    cli_.write("in", setup);
    auto const result = cli_.run(
        "mkfifo pipe; tally apply pipe --data books > first & exec 3>pipe; head -n 1 in >&3; "
        "while ! [ -s first ]; do sleep 0.05; done; tally apply in --data books; code=$?; "
        "exec 3>&-; wait; exit $code");
    EXPECT_NE(result.exit_code, 0);
    EXPECT_NE(result.error.find("books"), std::string::npos) << result.error;
    EXPECT_EQ(cli_.read("first"),
              R"({"line":1,"sequence":0,"result":"ok","entries":[]})"
              "\n");
}

TEST_F(ApplyTest, AnswersThatCannotBeWrittenAreAFailure) {
    cli_.write("in", setup);
    auto const full = cli_.run("tally apply in --data books > /dev/full");
    EXPECT_EQ(full.exit_code, 6) << full.error;
    auto const closed = cli_.run("{ tally apply in --data books; echo $? > code; } | true");
    EXPECT_EQ(cli_.read("code"), "6\n") << closed.error;
}

TEST_F(ApplyTest, AKeySignsACheckpointAtTheEnd) {
    ASSERT_EQ(apply(setup, "--key key").exit_code, 0);
    EXPECT_NE(cli_.run("tally status --data books -O json").out.find("\"checkpoint\":3"),
              std::string::npos);
}

TEST_F(ApplyTest, InitMakesAKeyAndTouchesNothingThatIsThere) {
    EXPECT_EQ(cli_.run("tally init --origin books.test --data books").exit_code, 1);
    auto const made =
        cli_.run("tally init --origin new.test --data new && [ -s new.key ] && stat -c %a new.key");
    EXPECT_EQ(made.exit_code, 0) << made.error;
    EXPECT_NE(made.out.find("600\n"), std::string::npos) << made.out;
    EXPECT_EQ(cli_.run("tally init --origin wrong.test --key key --data wrong").exit_code, 1);
    EXPECT_EQ(cli_.run("[ -e wrong ]").exit_code, 1);
}

}  // namespace
}  // namespace tally
