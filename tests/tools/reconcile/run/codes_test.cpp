// Breaks that need more than a bank's statement: chains, other assets, stored projections, another
// record; and what rules may leave aside.
#include "tests/tools/reconcile/run/reconcile_fixture.h"

namespace tally::test {
namespace {

class CodesTest : public ReconcileTest {
protected:
    CliResult with(std::string const& sources, std::string const& more_rules = "") {
        cli_.write("bank.toml", rules + more_rules);
        return cli_.run("tally reconcile run --data books --rules bank.toml -q " + sources);
    }

    CliResult over(std::string const& closing,
                   std::string const& lines,
                   std::string const& more_rules = "") {
        cli_.write("s.jsonl", statement(closing, lines));
        return with("--source s.jsonl", more_rules);
    }

    static std::string on_chain(std::string const& entry,
                                std::string const& amount,
                                std::string const& reference,
                                std::string const& more) {
        auto text = line(entry, amount, "2026-11-04", reference);
        return text.substr(0, text.size() - 2) + "," + more + "}\n";
    }

    static std::string two_lines() {
        return line("1", "100.00", "2026-11-02", "INV-1") +
               line("2", "-30.00", "2026-11-03", "INV-2");
    }

    static void expect(CliResult const& result, int exit_code, std::string const& said) {
        EXPECT_EQ(result.exit_code, exit_code) << result.out << result.error;
        EXPECT_NE(result.out.find(said), std::string::npos) << said << "\n" << result.out;
    }
};

TEST_F(CodesTest, AnotherAssetIsABreakAndNoError) {
    cli_.write("s.jsonl", statement("70.00", two_lines()));
    cli_.write(
        "usd.jsonl",
        R"({"statement":{"id":"S2","account":"A","asset":"USD","opening":"0.00","closing":"5.00"}})"
        "\n" +
            line("9", "5.00", "2026-11-04", "INV-3") + "{\"end\":{\"lines\":1}}\n");
    auto const result = with("--source s.jsonl --source usd.jsonl");
    expect(result, 2, "ASSET -5.00");
    EXPECT_NE(result.out.find("the statement has 5.00 USD"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("3 lines = 2 matched + 1 broken + 0 excluded"), std::string::npos)
        << result.out;
}

TEST_F(CodesTest, WhatTheChainDroppedOrHasNotSettledIsNoMatch) {
    auto const dropped = on_chain("3", "5.00", "INV-3", R"("status":"orphaned","block":7)");
    expect(over("70.00", two_lines() + dropped), 2, "REORG -5.00");
    auto const young = on_chain("3", "5.00", "INV-3", R"("status":"unconfirmed","block":9)");
    expect(over("70.00", two_lines() + young), 2, "UNCONFIRMED -5.00");
}

TEST_F(CodesTest, WhatIsNotFinalAndNotBookedIsOnlyCounted) {
    auto const young = on_chain("4", "8.00", "INV-9", R"("status":"unconfirmed","block":9)");
    expect(over("75.00", all_lines() + young), 0, "excluded of the statement: 1 lines, not final");
}

TEST_F(CodesTest, FinalityIsCountedFromTheStatementsBlock) {
    auto const deep = on_chain("3", "5.00", "INV-3", R"("block":90)");
    auto text = statement("75.00", two_lines() + deep);
    text.insert(
        text.find("\"opening\""),
        R"("block":{"number":100,"hash":"0x)" + std::string(64, 'a') + R"(","chain":"ethereum"},)");
    cli_.write("s.jsonl", text);
    expect(with("--source s.jsonl", "finality = 10\n"), 0, "verdict: clean");
    expect(with("--source s.jsonl", "finality = 11\n"), 2, "UNCONFIRMED -5.00");
}

std::string balance(char const* hash_digit, std::string const& amount) {
    return R"({"balances":{"chain":"ethereum","block":19,"hash":"0x)" +
           std::string(64, hash_digit[0]) + R"(","time":"2026-11-05T00:00:00Z"}})" + "\n" +
           R"({"address":"A","asset":"EUR","scale":2,"balance":")" + amount + "\"}\n";
}

TEST_F(CodesTest, ABalanceAtABlockIsComparedAlone) {
    cli_.write("b.jsonl", balance("a", "75.00"));
    expect(with("--source b.jsonl"), 0, "verdict: clean");
    cli_.write("b.jsonl", balance("a", "74.00"));
    expect(with("--source b.jsonl"), 2, "BALANCE -1.00");
    cli_.write("c.jsonl", balance("b", "74.00"));
    expect(with("--source b.jsonl --source c.jsonl"), 4, "REORG");
}

TEST_F(CodesTest, EachSideHasACutOffOfItsOwn) {
    // Booked on the 4th, shown on the 5th.
    expect(over("75.00", all_lines(), "statement_cut_off = \"2026-11-04\"\n"), 2, "TIMING -5.00");
    expect(over("75.00", all_lines(), "cut_off = \"2026-11-03\"\n"), 2, "TIMING 5.00");
    expect(
        over(
            "75.00", all_lines(), "cut_off = \"2026-11-03\"\nstatement_cut_off = \"2026-11-04\"\n"),
        0,
        "1 lines, after the statements' cut-off");
}

TEST_F(CodesTest, WhatRulesExcludeIsListedWithItsReason) {
    auto const lines = two_lines() + line("8", "-0.40", "2026-11-04", "CHARGE-1");
    std::string const charges =
        "[[account.exclude]]\nreason = \"charges, booked monthly\"\n"
        "side = \"statement\"\nreference = \"CHARGE\"\nup_to = \"0.50\"\n";
    std::string const ours =
        "[[account.exclude]]\nreason = \"test payment\"\nside = \"record\"\nreference = "
        "\"INV-3\"\n";
    auto const result = over("69.60", lines, charges + ours);
    expect(result, 0, "excluded of the statement: 1 lines, charges, booked monthly, -0.40");
    expect(result, 0, "excluded of the record: 1 lines, test payment, 5.00");
    expect(over("69.60", lines, ours), 2, "MISSING_INTERNAL -0.40");
    cli_.write("bank.toml", rules + std::string{"[[account.exclude]]\nreference = \"X\"\n"});
    EXPECT_EQ(cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q")
                  .exit_code,
              1)
        << "no exclusion without a reason";
}

TEST_F(CodesTest, ManySmallBreaksAreMaterialTogether) {
    auto const lines = line("1", "99.00", "2026-11-02", "INV-1") +
                       line("2", "-29.00", "2026-11-03", "INV-2") +
                       line("3", "5.00", "2026-11-05", "INV-3");
    cli_.write("s.jsonl", statement("75.00", lines));
    auto const run = [&](std::string const& of_all) {
        cli_.write("bank.toml",
                   rules + std::string{"materiality = \"1.01\"\n[materiality]\nEUR = \""} + of_all +
                       "\"\n");
        return cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q");
    };
    auto const small = run("2.01");
    EXPECT_EQ(small.exit_code, 3) << small.out << small.error;
    expect(run("2.00"), 2, "all breaks in EUR come to 2.00: material");
    auto const fine = run("2.005");
    EXPECT_EQ(fine.exit_code, 1) << "not taken for a limit of nothing: " << fine.out;
    EXPECT_NE(fine.error.find("bank.toml:8: materiality.EUR: \"2.005\" has more digits"),
              std::string::npos)
        << fine.error;
}

TEST_F(CodesTest, StoredProjectionsAreHeldAgainstAReplayOrNothingIsSaid) {
    cli_.write("s.jsonl", statement("75.00", all_lines()));
    expect(with("--source s.jsonl --source replay:"), 4, "no projection is stored");
    ASSERT_EQ(cli_.run("tally checkpoint --data books --key log.key -q").exit_code, 0);
    auto const stored = with("--source s.jsonl --source replay: --out run");
    expect(stored, 0, "verdict: clean");
    EXPECT_EQ(cli_.run("tally reconcile rerun --data books --out run -q").exit_code, 0);
}

// The two halves of the stick: what a bank's own record says of us, beside ours.
TEST_F(CodesTest, AnotherRecordIsASource) {
    cli_.write("bank.jsonl",
               R"({"command":"create_asset","asset":"EUR","scale":2,"time":"2026-11-01T00:00:00Z"}
{"command":"create_account","id":"7","asset":"EUR","owner":"1","code":1,"time":"2026-11-01T00:00:00Z"}
{"command":"create_account","id":"8","asset":"EUR","owner":"2","code":1,"time":"2026-11-01T00:00:00Z"}
{"command":"create_transfer","id":"10","debit":"8","credit":"7","asset":"EUR","amount":"100.00","code":1,"time":"2026-11-02T10:00:00Z"}
{"command":"create_transfer","id":"11","debit":"7","credit":"8","asset":"EUR","amount":"31.00","code":1,"time":"2026-11-03T10:00:00Z"}
{"command":"create_transfer","id":"12","debit":"8","credit":"7","asset":"EUR","amount":"5.00","code":1,"time":"2026-11-04T10:00:00Z"}
)");
    ASSERT_EQ(cli_.run("tally init --data bank --origin bank.example -q").exit_code, 0);
    ASSERT_EQ(cli_.run("tally apply bank.jsonl --data bank -q").exit_code, 0);
    cli_.write("halves.toml",
               "[[account]]\nledger = \"1\"\nstatement = \"7\"\nasset = \"EUR\"\n"
               "ledger_references = [\"id\"]\nstatement_references = [\"transfer\"]\n");
    auto const run =
        cli_.run("tally reconcile run --data books --rules halves.toml --source bank --out run -q");
    expect(run, 2, "AMOUNT -1.00");
    EXPECT_NE(run.out.find("3 lines = 2 matched + 1 broken"), std::string::npos) << run.out;
    EXPECT_EQ(cli_.run("tally reconcile rerun --data books --out run -q").exit_code, 4)
        << "it is not kept beside the results";
    cli_.write(
        "more.jsonl",
        R"({"command":"create_transfer","id":"13","debit":"8","credit":"7","asset":"EUR","amount":"9.00","code":1,"time":"2026-11-06T10:00:00Z"})"
        "\n");
    ASSERT_EQ(cli_.run("tally apply more.jsonl --data bank -q").exit_code, 0);
    auto const again = cli_.run("tally reconcile rerun --data books --out run --source bank -q");
    EXPECT_EQ(again.exit_code, 0) << "read up to where it was: " << again.error;
    auto const missing = cli_.run(
        "tally reconcile run --data books --rules halves.toml --source bank "
        "--source-account 99 -q");
    EXPECT_EQ(missing.exit_code, 4) << missing.error;
}

class ChainSourceTest : public CodesTest {
protected:
    static std::string at(std::string const& text) {
        return "{" + text + R"(,"time":"2026-11-06T09:00:00Z"})" + "\n";
    }

    static std::string block(std::string const& number,
                             std::string const& parent,
                             std::string const& events) {
        std::string const zeros(63, '0');
        return at(R"("command":"observe_block","chain":"eth","number":)" + number +
                  R"(,"hash":"0x)" + zeros + number + R"(","parent":"0x)" + zeros + parent +
                  R"(","timestamp":"2026-11-06T08:00:00Z","events":[)" + events + "]");
    }

    void observe(std::string const& commands) {
        cli_.write("chain.jsonl", commands);
        auto const done = cli_.run("tally apply chain.jsonl --data books -q");
        ASSERT_EQ(done.exit_code, 0) << done.error;
    }
};

TEST_F(ChainSourceTest, CustodyIsHeldAgainstTheChainsOwnTransfers) {
    std::string const deposit = R"({"type":"deposit","transaction":"0x)" + std::string(63, '0') +
                                R"(d","index":0,"account":"4","asset":"BTC","amount":"1"})";
    observe(at(R"("command":"create_asset","asset":"BTC","scale":4)") +
            at(R"("command":"create_account","id":"3","asset":"BTC","owner":"1","code":1)") +
            at(R"("command":"create_account","id":"4","asset":"BTC","owner":"7","code":2)") +
            at(R"("command":"create_chain","chain":"eth","finality_depth":1,"custody_owner":"1",)"
               R"("loss_owner":"8")") +
            block("1", "0", deposit));
    auto const young = compare_with_chain();
    EXPECT_NE(young.out.find("1 lines, not final"), std::string::npos) << young.out << young.error;
    observe(block("2", "1", ""));
    expect(compare_with_chain(), 0, "1 lines = 1 matched");
    observe(at(R"("command":"create_transfer","id":"77","debit":"3","credit":"4","asset":"BTC",)"
               R"("amount":"2","code":1)"));
    expect(compare_with_chain(), 2, "MISSING_EXTERNAL -2.0000");
}

}  // namespace
}  // namespace tally::test
