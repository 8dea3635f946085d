#pragma once

#include "journal/vocabulary/result.h"
#include "replay/point.h"
#include "replay/record.h"
#include "tools/reconcile/run/ledger_side.h"
#include "tools/reconcile/run/result.h"

// The books against themselves: the half of a reconciliation that needs nobody else.
namespace tally::reconcile {

// INVARIANT: each rule of the books that does not hold at the run's point.
void judge_rules(LedgerSides const& ledgers, SeenBefore const& seen, Run& run);

// PROJECTION_DRIFT: what the stored projections say at that point (the newest snapshot, and the
// entries after it) that a fold from the first entry does not. Without a snapshot there is nothing
// to compare, and the run has no opinion on it.
[[nodiscard]] Result<void> judge_projections(
    Record const& record, Point at, State const& fresh, SeenBefore const& seen, Run& run);

}  // namespace tally::reconcile
