#pragma once

#include "journal/vocabulary/result.h"
#include "replay/re_decide.h"
#include "replay/record.h"
#include "tools/cli/output.h"

namespace tally::prove {

// Asks the deciders every recorded question up to a point again, with a progress bar.
[[nodiscard]] Result<ReDecided> decide_again(Record const& record,
                                             Point to,
                                             cli::Output const& output);

// That they part there, as a failure of kind `integrity`.
[[nodiscard]] Failure parted_at(Divergence const& divergence);

}  // namespace tally::prove
