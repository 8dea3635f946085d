// What settles a break in the next run: write-offs of differences without lines, and corrections
// that no statement shows.
#include "tests/tools/reconcile/decide/decide_world.h"

namespace tally::test {
namespace {

using SettleTest = DecideTest;

TEST_F(SettleTest, ADifferenceOfBalancesIsWrittenOff) {
    done(
        "sed -i "
        "'s/\"opening\":\"0.00\",\"closing\":\"103.90\"/"
        "\"opening\":\"0.70\",\"closing\":\"104.60\"/' "
        "s.jsonl");
    expect_has(reconcile("apart", 2), "BALANCE 0.70");
    done("tally reconcile record apart --data books -q");
    auto const balance = id_of("BALANCE", "apart");
    done("tally reconcile write-off apart " + balance + " --id 92 --against 3 --data books -q");
    auto const second = reconcile("second", 2, "--previous apart");
    EXPECT_EQ(second.find("BALANCE"), std::string::npos) << second;
    expect_has(second, "cleared: " + balance);
    expect_has(cli_.read("second/matches.csv"), "written_off,0.00,");
    done("tally verify books -q && tally check --data books -q");
}

TEST_F(SettleTest, ACorrectionThatNoStatementShowsIsPairedWithItsBreak) {
    done("tally reconcile record run --data books -q");
    cli_.write("fix.jsonl",
               R"({"command":"create_transfer","id":"45","debit":"3","credit":"1","asset":"EUR",)"
               R"("amount":"0.10","code":1,"effective_date":"2026-11-04"})"
               "\n");
    done("tally apply fix.jsonl --data books -q");
    auto const before = reconcile("before", 2, "--previous run");
    expect_has(before, "AMOUNT -0.10");
    expect_has(before, "MISSING_EXTERNAL 0.10");
    done("tally reconcile correct run " + small_ + " --id 45 --data books -q");
    auto const after = reconcile("after", 2, "--previous before");
    expect_has(after, "cleared: " + small_);
    EXPECT_EQ(after.find("MISSING_EXTERNAL"), std::string::npos) << after;
    expect_has(after, "breaks net -1.00, gross 1.00");
    expect_has(cli_.read("after/matches.csv"), "corrected,0.00,");
    done("tally reconcile rerun --data books --out after -q");
    done("tally reconcile rerun --data books --out before -q");  // as it was then
}

TEST_F(SettleTest, ACorrectionOfAnotherAmountSettlesNothing) {
    done("tally reconcile record run --data books -q");
    cli_.write("fix.jsonl",
               R"({"command":"create_transfer","id":"46","debit":"3","credit":"1","asset":"EUR",)"
               R"("amount":"0.09","code":1,"effective_date":"2026-11-04"})"
               "\n");
    done("tally apply fix.jsonl --data books -q");
    done("tally reconcile correct run " + small_ + " --id 46 --data books -q");
    auto const after = reconcile("after", 2, "--previous run");
    expect_has(after, small_ + " AMOUNT -0.10");
    expect_has(after, "MISSING_EXTERNAL 0.09");
}

TEST_F(SettleTest, ThePackProvesWhatWasDecidedAndSaysWhatItDoesNotProve) {
    done("tally reconcile record run --data books -q");
    done("tally checkpoint --data books --key books.key -q");
    done("tally reconcile comment run " + fee_ + " --explains --text charge --data books -q");
    auto const early = cli_.run("tally reconcile pack --data books --out run");
    EXPECT_EQ(early.exit_code, 0) << early.error;
    expect_has(early.error, "1 decisions are newer than the newest checkpoint");
    done("tally checkpoint --data books --key books.key -q");
    auto const full = cli_.run("tally reconcile pack --data books --out run");
    EXPECT_EQ(full.error.find("newer than"), std::string::npos) << full.error;
    auto const lines = done("grep -c sequence run/decisions.jsonl");
    EXPECT_EQ(lines, "2\n");
    done(
        "cd run && for n in $(grep -o '^{\"sequence\":[0-9]*' decisions.jsonl | grep -o "
        "'[0-9]*$'); do python3 " TALLY_VERIFY_PY
        " --proof proofs/$n.tlog-proof --key keys || exit 9; done");
    // With Python alone, and nothing of ours but the verifier.
    done("cd run && env -i PATH=/usr/bin:/bin python3 -I " TALLY_VERIFY_PY " --pack . --key keys");
}

}  // namespace
}  // namespace tally::test
