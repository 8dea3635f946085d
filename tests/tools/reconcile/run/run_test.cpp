// `tally reconcile` as an operator meets it: a record, a statement, rules, an answer.
#include "tests/tools/reconcile/run/reconcile_fixture.h"

#include <filesystem>

namespace tally::test {
namespace {

TEST_F(ReconcileTest, TwoSidesThatAgreeAreClean) {
    auto const result = run(all_lines(), "75.00");
    EXPECT_EQ(result.exit_code, 0) << result.out << result.error;
    EXPECT_NE(result.out.find("verdict: clean"), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("3 lines = 3 matched + 0 broken + 0 excluded"), std::string::npos);
}

TEST_F(ReconcileTest, BothSidesBreaksAreTold) {
    auto const lines = line("1", "99.00", "2026-11-02", "INV-1") +
                       line("2", "-30.00", "2026-11-03", "INV-2") +
                       line("4", "7.00", "2026-11-04", "OTHER");
    auto const result = run(lines, "76.00");
    EXPECT_EQ(result.exit_code, 2) << result.out << result.error;
    for (char const* const said :
         {"AMOUNT -1.00", "MISSING_INTERNAL 7.00", "MISSING_EXTERNAL -5.00"})
        EXPECT_NE(result.out.find(said), std::string::npos) << said << "\n" << result.out;
    EXPECT_NE(result.out.find("net 1.00, gross 13.00"), std::string::npos) << result.out;
}

TEST_F(ReconcileTest, BelowMaterialityIsAnotherExitCode) {
    cli_.write("bank.toml", std::string{rules} + "materiality = \"2.00\"\n");
    auto const lines = line("1", "99.00", "2026-11-02", "INV-1") +
                       line("2", "-30.00", "2026-11-03", "INV-2") +
                       line("3", "5.00", "2026-11-05", "INV-3");
    EXPECT_EQ(run(lines, "74.00").exit_code, 3);
    cli_.write("bank.toml", std::string{rules} + "tolerance = \"1.00\"\n");
    auto const tolerated = run(lines, "74.00");
    EXPECT_EQ(tolerated.exit_code, 0) << tolerated.out;
    EXPECT_NE(tolerated.out.find("residuals -1.00"), std::string::npos) << tolerated.out;
}

TEST_F(ReconcileTest, NothingToCompareIsNoOpinion) {
    EXPECT_EQ(run("", "0.00").exit_code, 4) << "a statement without lines";
    cli_.write(
        "two.jsonl",
        statement("100.00", line("1", "100.00", "2026-11-02", "INV-1")) +
            R"({"statement":{"id":"S2","account":"A","asset":"EUR","from":"2026-11-06","to":"2026-11-07","opening":"99.00","closing":"104.00"}})"
            "\n" +
            line("3", "5.00", "2026-11-06", "INV-3") + "{\"end\":{\"lines\":1}}\n");
    auto const gap =
        cli_.run("tally reconcile run --data books --rules bank.toml --source two.jsonl -q");
    EXPECT_EQ(gap.exit_code, 4) << gap.out << gap.error;
    EXPECT_NE(gap.out.find("STATEMENT_GAP -1.00"), std::string::npos) << gap.out;
}

TEST_F(ReconcileTest, ABalanceThatNoLineExplainsIsABreak) {
    cli_.write(
        "s.jsonl",
        R"({"statement":{"id":"S1","account":"A","asset":"EUR","from":"2026-11-01","to":"2026-11-05","opening":"1.00","closing":"76.00"}})"
        "\n" +
            all_lines() + "{\"end\":{\"lines\":3}}\n");
    auto const result =
        cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.out.find("BALANCE 1.00"), std::string::npos) << result.out;
}

TEST_F(ReconcileTest, BreaksKeepTheirIdsAndDaysAndAreCleared) {
    auto const lines = line("1", "100.00", "2026-11-02", "INV-1");
    ASSERT_EQ(run(lines, "100.00", "--out first").exit_code, 2);
    auto const again = run(lines, "100.00", "--previous first -O csv");
    EXPECT_EQ(again.out.find(",new,"), std::string::npos) << again.out;
    EXPECT_NE(again.out.find(",continuing,MISSING_EXTERNAL,"), std::string::npos) << again.out;
    auto const later = run(all_lines(), "75.00", "--previous first");
    EXPECT_EQ(later.exit_code, 0) << later.out;
    EXPECT_NE(later.out.find("cleared: "), std::string::npos) << later.out;
}

TEST_F(ReconcileTest, ARerunGivesTheSameBytesOrSaysWhatDiffers) {
    ASSERT_EQ(run(all_lines(), "75.00", "--out run").exit_code, 0);
    auto const again = cli_.run("tally reconcile rerun --data books --out run -q");
    EXPECT_EQ(again.exit_code, 0) << again.error;
    cli_.write("run/rules.toml", std::string{rules} + "window_days = 9\n");
    auto const changed = cli_.run("tally reconcile rerun --data books --out run -q");
    EXPECT_EQ(changed.exit_code, 5);
    EXPECT_NE(changed.error.find("rules.toml"), std::string::npos) << changed.error;
    EXPECT_EQ(run(all_lines(), "75.00", "--out run").exit_code, 1) << "never over another run";
}

TEST_F(ReconcileTest, LaterEntriesDoNotChangeARunAtAnEarlierPoint) {
    ASSERT_EQ(run(all_lines(), "75.00", "--out run").exit_code, 0);
    cli_.write(
        "more.jsonl",
        R"({"command":"create_transfer","id":"13","debit":"1","credit":"2","asset":"EUR","amount":"9.00","code":1,"time":"2026-11-05T10:00:00Z"})"
        "\n");
    ASSERT_EQ(cli_.run("tally apply more.jsonl --data books -q").exit_code, 0);
    EXPECT_EQ(cli_.run("tally reconcile rerun --data books --out run -q").exit_code, 0);
    EXPECT_EQ(run(all_lines(), "75.00").exit_code, 2);
}

TEST_F(ReconcileTest, AMatchAcrossTheCutOffIsOneOfTiming) {
    auto const lines =
        line("1", "100.00", "2026-11-02", "INV-1") + line("2", "-30.00", "2026-11-03", "INV-2");
    cli_.write(
        "s.jsonl",
        R"({"statement":{"id":"S1","account":"A","asset":"EUR","from":"2026-11-01","to":"2026-11-03","opening":"0.00","closing":"75.00"}})"
        "\n" +
            lines + line("3", "5.00", "2026-11-03", "INV-3") + "{\"end\":{\"lines\":3}}\n");
    auto const result =
        cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q");
    EXPECT_EQ(result.exit_code, 2);
    EXPECT_NE(result.out.find("TIMING 5.00"), std::string::npos) << result.out;
}

TEST_F(ReconcileTest, ImportTakesEachLineOnceAndServesAsASource) {
    cli_.write("s.jsonl", statement("75.00", all_lines()));
    auto const import = "tally reconcile import --source s.jsonl --store statements -O csv -q";
    auto const first = cli_.run(import);
    EXPECT_EQ(first.exit_code, 0) << first.error;
    EXPECT_NE(first.out.find(",3,0,0"), std::string::npos) << first.out;
    EXPECT_NE(cli_.run(import).out.find(",0,3,0"), std::string::npos);
    auto const result =
        cli_.run("tally reconcile run --data books --rules bank.toml --source statements -q");
    EXPECT_EQ(result.exit_code, 0) << result.out << result.error;
}

TEST_F(ReconcileTest, WhatPartialLeavesOutIsListedAndTheRunHasNoOpinion) {
    auto const second = statement("80.01", line("9", "5.00", "2026-11-05", "INV-9"));
    auto other = second;
    other.replace(other.find("S1"), 2, "S2");
    cli_.write("s.jsonl", statement("75.00", all_lines()) + other);
    std::string const run =
        "tally reconcile run --data books --rules bank.toml --source s.jsonl -q";
    auto const refused = cli_.run(run);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.error.find("s.jsonl:6: closing balance"), std::string::npos) << refused.error;
    auto const partly = cli_.run(run + " --partial");
    EXPECT_EQ(partly.exit_code, 4) << "the rest is clean, and not all: " << partly.out;
    EXPECT_NE(partly.out.find("left out: s.jsonl:6: closing balance"), std::string::npos)
        << partly.out;
    EXPECT_NE(partly.out.find("(left out: this statement)"), std::string::npos) << partly.out;
    auto const import =
        cli_.run("tally reconcile import --source s.jsonl --store statements --partial");
    EXPECT_EQ(import.exit_code, 4) << import.error;
    EXPECT_NE(import.error.find("s.jsonl:6: closing balance"), std::string::npos) << import.error;
}

TEST_F(ReconcileTest, WhatPartialLeavesOutIsListedAlsoWhenNothingIsLeft) {
    auto const result = run(all_lines(), "75.01", "--partial");
    EXPECT_EQ(result.exit_code, 4);
    EXPECT_NE(result.error.find("holds no statement that can be used"), std::string::npos);
    EXPECT_NE(result.error.find("s.jsonl:1: closing balance"), std::string::npos) << result.error;
}

TEST_F(ReconcileTest, ADirectoryThatIsNoRecordIsNotTakenForOne) {
    std::filesystem::create_directory(cli_.directory() / "empty");
    auto const result =
        cli_.run("tally reconcile run --data books --rules bank.toml --source empty -q");
    EXPECT_EQ(result.exit_code, 1) << result.error;
    EXPECT_EQ(result.error.find("is a record"), std::string::npos) << result.error;
    EXPECT_NE(result.error.find("empty"), std::string::npos) << result.error;
}

// What a run left that was interrupted, under the name that results have until they are whole.
TEST_F(ReconcileTest, ResultsAreThereAsAWholeOrNotAtAll) {
    auto const draft = cli_.directory() / "may.unfinished";
    std::filesystem::create_directory(draft);
    cli_.write("may.unfinished/breaks.csv", "half a li");
    EXPECT_EQ(run(all_lines(), "75.00", "--out may/").exit_code, 0);
    EXPECT_FALSE(std::filesystem::exists(draft));
    EXPECT_EQ(cli_.run("tally reconcile rerun --data books --out may -q").exit_code, 0);
    cli_.write("blocked", "");
    EXPECT_NE(run(all_lines(), "75.00", "--out blocked/june").exit_code, 0);
    EXPECT_NE(run(all_lines(), "75.00", "--out may").exit_code, 0) << "nothing is replaced";
}

TEST_F(ReconcileTest, WrongInputIsToldApartFromBreaks) {
    cli_.write("other.toml", "[[account]]\nledger = \"1\"\nstatement = \"B\"\nasset = \"EUR\"\n");
    cli_.write("s.jsonl", statement("75.00", all_lines()));
    auto const unknown =
        cli_.run("tally reconcile run --data books --rules other.toml --source s.jsonl -q");
    EXPECT_EQ(unknown.exit_code, 1);
    EXPECT_NE(unknown.error.find("statements of A"), std::string::npos) << unknown.error;
    cli_.write("other.toml", "[[account]]\nledger = \"77\"\nstatement = \"A\"\nasset = \"EUR\"\n");
    EXPECT_EQ(cli_.run("tally reconcile run --data books --rules other.toml --source s.jsonl -q")
                  .exit_code,
              4);
    cli_.write("s.jsonl", "no statement\n");
    EXPECT_EQ(cli_.run("tally reconcile run --data books --rules bank.toml --source s.jsonl -q")
                  .exit_code,
              1);
}

}  // namespace
}  // namespace tally::test
