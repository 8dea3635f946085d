// Lines that are alike, lines on both sides of a cut-off, and what a chain took back.
#include "tests/tools/reconcile/run/reconcile_fixture.h"

namespace tally::test {
namespace {

class TiesTest : public ReconcileTest {
protected:
    static void expect(CliResult const& result, int exit_code, std::string const& said) {
        EXPECT_EQ(result.exit_code, exit_code) << result.out << result.error;
        EXPECT_NE(result.out.find(said), std::string::npos) << said << "\n" << result.out;
    }
};

TEST_F(TiesTest, OfAlikeLinesNoneIsPointedAt) {
    auto const twice = run(all_lines() + line("4", "5.00", "2026-11-05", "INV-3"), "80.00");
    expect(twice, 2, "DUPLICATE_EXTERNAL 5.00");
    expect(twice, 2, "record 5.0, statement 3 4, the record has 1 of these, the statement 2");
    expect(twice, 2, "4 lines = 2 matched + 2 broken + 0 excluded");
    expect(twice, 2, "breaks net 5.00, gross 5.00");
}

TEST_F(TiesTest, TheDayOfALineSaysWhichIsTooMany) {
    auto const lines =
        line("1", "100.00", "2026-11-02", "INV-1") + line("2", "-30.00", "2026-11-03", "INV-2") +
        line("3", "5.00", "2026-11-04", "INV-3") + line("4", "5.00", "2026-11-05", "INV-3");
    auto const told = run(lines, "80.00");
    expect(told, 2, "DUPLICATE_EXTERNAL 5.00");
    expect(told, 2, "INV-3, statement 4\n");
}

TEST_F(TiesTest, WhatIsAfterTheCutOffIsTheNextPeriodsAndNoBreakOfThisOne) {
    auto const early =
        line("1", "100.00", "2026-11-02", "INV-1") + line("2", "-30.00", "2026-11-03", "INV-2");
    cli_.write("bank.toml", std::string{rules} + "cut_off = \"2026-11-03\"\n");
    auto const first = run(early, "70.00", "--out first");
    expect(first, 0, "3 lines = 2 matched + 0 broken + 1 excluded");
    expect(first, 0, "excluded of the record: 1 lines, after the cut-off");
    cli_.write("bank.toml", std::string{rules} + "since = \"2026-11-04\"\n");
    cli_.write(
        "next.jsonl",
        R"({"statement":{"id":"S2","account":"A","asset":"EUR","from":"2026-11-04","to":"2026-11-07","opening":"70.00","closing":"75.00"}})"
        "\n" +
            line("3", "5.00", "2026-11-06", "INV-3") + "{\"end\":{\"lines\":1}}\n");
    auto const second = cli_.run(
        "tally reconcile run --data books --rules bank.toml --source next.jsonl --previous first "
        "-q");
    expect(second, 0, "3 lines = 1 matched + 0 broken + 2 excluded");
}

TEST_F(TiesTest, ALimitOfAnAssetThatNoAccountHasIsASlipOfThePen) {
    cli_.write("bank.toml", std::string{rules} + "[materiality]\nEURO = \"1.00\"\n");
    auto const result = run(all_lines(), "75.00");
    EXPECT_EQ(result.exit_code, 1) << result.out;
    EXPECT_NE(
        result.error.find("bank.toml:7: materiality.EURO: no account of these rules is in EURO"),
        std::string::npos)
        << result.error;
}

TEST_F(TiesTest, RulesThatAreADirectoryAreAMistakeOfUsage) {
    cli_.write("s.jsonl", statement("75.00", all_lines()));
    auto const result =
        cli_.run("tally reconcile run --data books --rules books --source s.jsonl -q");
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_NE(result.error.find("books is a directory; give a file"), std::string::npos)
        << result.error;
}

class WithdrawalTest : public TiesTest {
protected:
    static std::string at(std::string const& text) {
        return "{" + text + R"(,"time":"2026-11-06T09:00:00Z"})" + "\n";
    }

    static std::string hash(char const* end) { return "0x" + std::string(63, '0') + end; }

    static std::string block(int number,
                             char const* own,
                             char const* parent,
                             std::string const& events = "") {
        return at(R"("command":"observe_block","chain":"eth","number":)" + std::to_string(number) +
                  R"(,"hash":")" + hash(own) + R"(","parent":")" + hash(parent) +
                  R"(","timestamp":"2026-11-06T08:00:00Z","events":[)" + events + "]");
    }

    static std::string event(char const* what, char const* transaction, char const* amount) {
        return R"({"type":)" + std::string{what} + R"(,"transaction":")" + hash(transaction) +
               R"(","index":0,"asset":"BTC","amount":")" + amount + "\"}";
    }

    void observe(std::string const& commands) {
        cli_.write("chain.jsonl", commands);
        auto const done = cli_.run("tally apply chain.jsonl --data books -O jsonl -q");
        ASSERT_EQ(done.exit_code, 0) << done.error;
        for (std::size_t from = 0; from < done.out.size(); from = done.out.find('\n', from) + 1)
            EXPECT_EQ(done.out.find("\"result\":\"ok\"", from) < done.out.find('\n', from), true)
                << done.out;
    }
};

TEST_F(WithdrawalTest, PaymentsOnAChainAndThoseItTookBackMatchTheirPostings) {
    observe(at(R"("command":"create_asset","asset":"BTC","scale":4)") +
            at(R"("command":"create_account","id":"3","asset":"BTC","owner":"1","code":1)") +
            at(R"("command":"create_account","id":"4","asset":"BTC","owner":"7","code":2)") +
            at(R"("command":"create_chain","chain":"eth","finality_depth":1,"custody_owner":"1",)"
               R"("loss_owner":"8")") +
            block(1, "1", "0", event(R"("deposit","account":"4")", "d", "1")) + block(2, "2", "1") +
            at(R"("command":"request_withdrawal","id":"5","account":"4","chain":"eth",)"
               R"("asset":"BTC","amount":"0.4","destination":"0x)" +
               std::string(40, '2') + "\"") +
            block(3, "3", "2", event(R"("withdrawal","withdrawal":"5")", "e", "0.4")));
    expect(compare_with_chain(), 0, "1 lines, not final");
    observe(block(4, "4", "3"));
    auto const paid = compare_with_chain();
    expect(paid, 0, "2 lines = 2 matched + 0 broken");
    expect(paid, 0, "closing 0.6000");
    // Another branch, longer, without the payment: below finality, and somebody decides for it.
    observe(block(3, "a", "2") + block(4, "b", "a") + block(5, "c", "b"));
    expect(compare_with_chain(), 0, "closing 0.6000");
    observe(at(R"("command":"resume_chain","chain":"eth")"));
    auto const reversed = compare_with_chain();
    expect(reversed, 0, "3 lines = 3 matched + 0 broken");
    expect(reversed, 0, "closing 1.0000");
}

}  // namespace
}  // namespace tally::test
