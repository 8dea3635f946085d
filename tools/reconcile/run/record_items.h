#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/account_run.h"

#include <vector>

namespace tally::reconcile {

// The record's movements of one account that are laid beside the statements.
struct RecordItems {
    // In the order of the record. Those after the cut-off, up to a window after it, are in no
    // control: they may be what a line is about already.
    std::vector<Item> compared;
    std::vector<Item> write_offs;  // those that the record says settle a break
    SignedAmount left_aside;       // what the rules exclude, for it is in the balance
};

// Chooses them, and says in `run` what the period is, and where all others went.
[[nodiscard]] Result<RecordItems> choose_items(AccountRules const& rules,
                                               LedgerSide&& ledger,
                                               StatementSide const& theirs,
                                               AccountRun& run);

}  // namespace tally::reconcile
