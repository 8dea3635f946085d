#pragma once

#include "tools/reconcile/pack/pack.h"
#include "tools/reconcile/run/result.h"

namespace tally::reconcile {

// What the report shows of a run besides its CSV files; all of it stands in result.json as well.
[[nodiscard]] PackTables tables_of(Run const& run);

}  // namespace tally::reconcile
