#include "tools/reconcile/run/books.h"

#include "replay/fold.h"
#include "tests/tools/reconcile/run/reconcile_fixture.h"

#include <memory>

namespace tally::reconcile {
namespace {

TEST(BooksTest, ABrokenRuleIsABreakOfTheBooksWhateverStatementsSay) {
    LedgerSides ledgers;
    ledgers.state = std::make_unique<State>();
    ledgers.violations.push_back({"held", "account 7", "5, and orders hold 6"});
    reconcile::Run run;
    judge_rules(ledgers, {}, run);
    ASSERT_EQ(run.own.size(), 1U);
    EXPECT_EQ(run.own[0].code, BreakCode::invariant);
    EXPECT_EQ(run.own[0].note(), "held, account 7: 5, and orders hold 6");
    EXPECT_EQ(verdict_of(run), Verdict::integrity);
    std::string csv;
    breaks_csv(run, [&](std::string_view piece) { csv += piece; });
    EXPECT_NE(csv.find(",INVARIANT,yes,"), std::string::npos);
    EXPECT_NE(summary_text(run).find("verdict: the books are wrong"), std::string::npos);
    reconcile::Run again;
    judge_rules(ledgers, SeenBefore{{{run.own[0].id, 20'000}}}, again);
    EXPECT_TRUE(again.own[0].continuing);
    EXPECT_EQ(again.own[0].first_seen, 20'000U);
}

class DriftTest : public test::ReconcileTest {};

// What is stored is compared with a state that these entries do not lead to.
TEST_F(DriftTest, EveryDifferenceBetweenStoredAndReplayedIsABreak) {
    auto const unsaved = Record::open(cli_.directory() / "books").value();
    reconcile::Run without;
    State const other;
    ASSERT_TRUE(
        judge_projections(*unsaved, Point{unsaved->size()}, other, {}, without).has_value());
    EXPECT_EQ(verdict_of(without), Verdict::incomplete) << "nothing is stored to compare";
    // Signing saves a snapshot.
    ASSERT_EQ(cli_.run("tally checkpoint --data books --key log.key -q").exit_code, 0);
    auto const record = Record::open(cli_.directory() / "books").value();
    Point const end{record->size()};
    auto const stored = state_at(*record, end).value();
    ASSERT_NE(stored.snapshot_size, 0U);
    reconcile::Run run;
    ASSERT_TRUE(judge_projections(*record, end, *stored.state, {}, run).has_value());
    EXPECT_TRUE(run.own.empty());
    EXPECT_TRUE(run.own_incomplete.empty());
    run = {};
    ASSERT_TRUE(judge_projections(*record, end, other, {}, run).has_value());
    ASSERT_FALSE(run.own.empty());
    EXPECT_EQ(run.own[0].code, BreakCode::projection_drift);
    EXPECT_EQ(verdict_of(run), Verdict::integrity);
}

}  // namespace
}  // namespace tally::reconcile
