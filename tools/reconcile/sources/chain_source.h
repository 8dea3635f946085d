#pragma once

#include "replay/point.h"
#include "replay/record.h"
#include "tools/reconcile/sources/sources.h"

namespace tally::reconcile {

// What the chains that a record observes say of its custody: a statement for each chain and asset,
// named "ethereum/USDC", with a line for each deposit and withdrawal. Lines that are not final are
// `unconfirmed`, those whose block left the chain before are `orphaned`. Only statements that
// `options.accounts` names are made.
[[nodiscard]] Result<FileReport> read_chains(Record const& record,
                                             Point at,
                                             ReadOptions const& options,
                                             StatementSink& sink);

}  // namespace tally::reconcile
