#pragma once

#include "tools/reconcile/run/account_run.h"

namespace tally::reconcile {

// What the statements say of themselves: gaps, sums, balances, and whether there can be an opinion
// at all. `left_aside` is what the rules exclude of the record. Comes once all else is compared.
void judge_statements(AccountRules const& rules,
                      StatementSide const& theirs,
                      SignedAmount left_aside,
                      AccountRun& run);

}  // namespace tally::reconcile
