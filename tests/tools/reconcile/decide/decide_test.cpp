// What becomes of a run's breaks, as the holder of the files meets it.
#include "tests/tools/reconcile/decide/decide_world.h"

namespace tally::test {
namespace {

TEST_F(DecideTest, ARunIsRecordedOnceAndShown) {
    refuses("tally reconcile show run --data books", "it was not recorded", 4);
    expect_has(done("tally reconcile record run --data books -O json"), R"("result":"ok")");
    expect_has(done("tally reconcile record run --data books -O json"), R"("result":"exists")");
    auto const shown = cli_.run("tally reconcile show run --data books -O json");
    EXPECT_EQ(shown.exit_code, 0) << shown.error;
    expect_has(shown.error, "are what the recorded manifest names");
    for (char const* const part : {R"("stage":"open")",
                                   R"("verdict":"material")",
                                   R"("breaks":2,"material":1,"undecided":1)",
                                   R"("more_on_statement":"0.00","more_on_record":"1.10")"})
        expect_has(shown.out, part);
    auto const entry = done("tally log --data books --kind record_reconciliation -O jsonl");
    expect_has(entry, R"("code":"MISSING_INTERNAL","amount":"1.00","more_on":"record")");
}

TEST_F(DecideTest, AnAlteredRunIsNotRecorded) {
    done("tally reconcile record run --data books -q");
    cli_.write("run/breaks.csv", "id,first_seen\n");
    refuses(
        "tally reconcile show run --data books", "breaks.csv: is not what the run's manifest", 5);
    refuses("tally reconcile record run --data books", "breaks.csv", 5);
    done("sed -i 's/recon.example/other.example/' run/manifest.json");
    refuses("tally reconcile show run --data books", "breaks.csv", 5);
}

TEST_F(DecideTest, ACommentIsKeptBesideTheRecordAndCanBeRedacted) {
    done("tally reconcile record run --data books -q");
    done("tally reconcile comment run " + fee_ + " --text 'Anna asked the bank' --data books -q");
    auto const history = done("tally reconcile history run --data books -O jsonl");
    expect_has(history, R"("what":"comment_break","account":"1","break":")" + fee_);
    expect_has(history, R"("text":"Anna asked the bank")");
    auto const log = done("tally log --data books -O jsonl");
    EXPECT_EQ(log.find("Anna"), std::string::npos);
    expect_has(done("tally personal --data books -O csv"), "comment");
    done("tally redact 0x$(ls books/personal) --data books -q");
    expect_has(done("tally reconcile history run --data books -O jsonl"), "not beside this record");
    done("tally verify books -q");
}

TEST_F(DecideTest, MaterialBreaksStopSigningUntilTheyAreExplained) {
    done("tally reconcile record run --data books -q");
    done("tally reconcile breaks run --data books", 2);
    refuses("tally reconcile sign run --data books", "breaks_undecided");
    done("tally reconcile comment run " + fee_ + " --explains --text charge --data books -q");
    expect_has(done("tally reconcile breaks run --data books -O csv", 3), ",explained,");
    expect_has(done("tally reconcile sign run --data books -O json"), R"("result":"ok")");
    refuses("tally reconcile sign run --review --data books", "reviewer_must_be_another_key");
    refuses("tally reconcile comment run " + small_ + " --explains --text x --data books",
            "already_prepared");
    done("tally reconcile sign run --withdraw --data books -q");
    done("tally reconcile sign run --abandon --data books -q");
    refuses("tally reconcile sign run --data books", "reconciliation_closed");
    expect_has(done("tally reconcile show run --data books -O csv"), ",abandoned,");
}

TEST_F(DecideTest, AWriteOffIsBookedAndTheNextRunIsClean) {
    done("tally reconcile record run --data books -q");
    done("tally reconcile write-off run " + fee_ + " --id 90 --against 3 --data books -q");
    expect_has(done("tally balance --account 3 --data books -O csv"), "-1.00");
    refuses("tally reconcile write-off run " + fee_ + " --id 91 --against 3 --data books",
            "break_already_decided");
    auto const second = reconcile("second", 3, "--previous run");
    expect_has(second, "cleared: " + fee_);
    expect_has(cli_.read("second/matches.csv"), "written_off,0.00,");
    done("tally reconcile write-off run " + small_ + " --id 91 --against 3 --data books -q");
    expect_has(reconcile("third", 0, "--previous second"), "verdict: clean");
    done("tally reconcile rerun --data books --out run -q");  // the same bytes as ever
    done("tally reconcile record third --data books -q");
    expect_has(done("tally reconcile breaks --data books -O csv", 0), ",cleared,");
    done("tally check --data books -q && tally verify books -q");
    done("tally replay --data books --re-decide -q");
}

TEST_F(DecideTest, ACorrectionIsATransferThatIsThere) {
    done("tally reconcile record run --data books -q");
    refuses("tally reconcile correct run " + fee_ + " --id 44 --data books", "transfer_not_found");
    cli_.write("fix.jsonl",
               R"({"command":"create_transfer","id":"44","debit":"3","credit":"1","asset":"EUR",)"
               R"("amount":"1.00","code":1,"metadata":"CHARGE","effective_date":"2026-11-03"})"
               "\n");
    done("tally apply fix.jsonl --data books -q");
    done("tally reconcile correct run " + fee_ + " --id 44 --data books -q");
    expect_has(done("tally reconcile breaks run --data books -O csv", 3), ",corrected,");
    expect_has(reconcile("second", 3, "--previous run"), "cleared: " + fee_);
}

TEST_F(DecideTest, DecisionsGoOnToTheNextRunThatFindsTheBreak) {
    done("tally reconcile record run --data books -q");
    done("tally reconcile comment run " + fee_ + " --explains --text charge --data books -q");
    reconcile("second", 2, "--previous run");
    done("tally reconcile record second --data books -q");
    auto const breaks = done("tally reconcile breaks second --data books -O csv", 3);
    expect_has(breaks, fee_ + ",continuing,MISSING_INTERNAL,-1.00,true,explained,");
    done("tally reconcile sign second --data books -q");
}

TEST_F(DecideTest, WhatIsMissingOrWrongIsNamed) {
    auto const books = std::string{" --data books"};
    refuses("tally reconcile record" + books, "which run?");
    refuses("tally reconcile record nowhere" + books, "nowhere");
    refuses("tally reconcile sign run" + books, "reconciliation_not_found");
    refuses("tally reconcile comment run" + books, "what is to be said?");
    refuses("tally reconcile comment run --explains --text x" + books,
            "--explains is of one break");
    refuses("tally reconcile write-off run --id 1 --against 3" + books, "which break?");
    refuses("tally reconcile write-off run 0123456789abcdef --id 1 --against 3" + books,
            "the run has no break");
    refuses("tally reconcile correct run " + fee_ + books, "which transfer");
    refuses("tally reconcile sign run --review --abandon" + books, "exclude each other");
    refuses("tally reconcile sign run " + fee_ + books, "signed as a whole");
    refuses("tally reconcile sign " + std::string(64, 'a') + books, "give --account");
    refuses("tally reconcile show --connect 127.0.0.1:1", "read in its directory");
    refuses("tally reconcile comment run --text x --connect 127.0.0.1:1", "--texts DIR");
    refuses("tally reconcile run run" + books, "takes no run");
}

TEST_F(DecideTest, AnExportCarriesTheDecisionsAndProvesThem) {
    done("tally reconcile record run --data books -q");
    done("tally reconcile comment run " + fee_ + " --explains --text charge --data books -q");
    done("tally reconcile write-off run " + small_ + " --id 91 --against 3 --data books -q");
    done("tally reconcile sign run --key books.key --data books -q");
    done("tally export evidence --data books -q && tally verify evidence --replay -q");
    auto const python = cli_.run("python3 " TALLY_VERIFY_PY " evidence");
    EXPECT_EQ(python.exit_code, 0) << python.out << python.error;
    expect_has(done("tally reconcile show run --data evidence -O csv"), ",prepared,");
    done("tally checkpoint --data books --key books.key -q");
    done("tally reconcile pack --data books --out run -q");
    auto const decisions = cli_.read("run/decisions.jsonl");
    for (char const* const kind : {R"("kind":"record_reconciliation")",
                                   R"("kind":"comment_break")",
                                   R"("kind":"write_off_break")",
                                   R"("kind":"sign_reconciliation")"})
        expect_has(decisions, kind);
    EXPECT_EQ(decisions.find("charge"), std::string::npos);
    done("python3 " TALLY_VERIFY_PY " --pack run");
    done("cd run && sha256sum --check --strict --quiet SHA256SUMS");
    done("tally reconcile rerun --data books --out run -q");
}

}  // namespace
}  // namespace tally::test
