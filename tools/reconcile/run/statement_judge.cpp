#include "tools/reconcile/run/statement_judge.h"

#include "tools/reconcile/run/break_list.h"

#include <string>
#include <utility>

namespace tally::reconcile {

namespace {

void incomplete(AccountRun& run, std::string why) {
    run.incomplete = true;
    run.why.push_back(std::move(why));
}

void judge_gaps(StatementSide const& theirs, AccountRun& run) {
    for (auto const& gap : theirs.gaps) {
        incomplete(run,
                   "there is something missing between the statements " + gap.before + " and " +
                       gap.after);
        Break added;
        added.code = BreakCode::statement_gap;
        added.external = {gap.before, gap.after};
        added.amount = gap.amount.value_or(SignedAmount{});
        added.date = gap.date;
        run.breaks.push_back(std::move(added));
    }
}

// Two balances of one height: one of the blocks is no longer in the chain.
void judge_orphaned(AccountRun& run) {
    incomplete(run, "there are balances at two blocks of the same height: one was orphaned");
    Break added;
    added.code = BreakCode::reorg;
    added.date = run.cut_off;
    added.set_note("balances at two blocks of the same height");
    run.breaks.push_back(std::move(added));
}

// closing - closing = (opening - opening) + residuals + breaks; what is then left is a break.
void judge_balances(StatementSide const& theirs, SignedAmount left_aside, AccountRun& run) {
    if (!run.external.told) return;
    auto const ours = run.internal.closing.checked_add(run.residuals);
    auto explained = ours ? ours->checked_add(run.net) : std::nullopt;
    // What one side leaves aside on purpose is in its balance, and in no break.
    if (explained) explained = explained->checked_add(theirs.left_aside);
    if (explained) explained = explained->checked_sub(left_aside);
    auto const off = explained ? run.external.closing.checked_sub(*explained) : std::nullopt;
    if (off && off->is_zero()) return;
    Break added;
    added.code = off ? BreakCode::balance : BreakCode::unclassified;
    added.amount = off.value_or(SignedAmount{});
    added.date = run.cut_off;
    static_cast<void>(keep_break(run, std::move(added)));
}

}  // namespace

void judge_statements(AccountRules const& rules,
                      StatementSide const& theirs,
                      SignedAmount left_aside,
                      AccountRun& run) {
    auto& control = run.external;
    control.told = theirs.closing && (theirs.opening || theirs.balance_only);
    control.opening = theirs.opening.value_or(SignedAmount{});
    control.closing = theirs.closing.value_or(SignedAmount{});
    judge_gaps(theirs, run);
    if (theirs.left_out != 0)
        incomplete(run, std::to_string(theirs.left_out) + " lines could not be read");
    if (run.statements == 0) incomplete(run, "no statement of " + rules.statement + " was given");
    if (theirs.orphaned) judge_orphaned(run);
    if (run.statements != 0 && theirs.items.empty() && theirs.shadows.empty() &&
        !theirs.balance_only)
        incomplete(run, "the statements of " + rules.statement + " have no booked line");
    judge_balances(theirs, left_aside, run);
}

}  // namespace tally::reconcile
