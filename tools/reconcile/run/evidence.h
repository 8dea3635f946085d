#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/result.h"

#include <filesystem>
#include <string>

namespace tally::reconcile {

// Puts beside a run what shows that its record is somebody's signed one: `checkpoint`, the smallest
// that covers the run; `keys`, the log's own; `growth.proof` if the checkpoint is over more than
// the run saw; and proofs/N.tlog-proof for every entry N that a break or a match names. A record
// without such a checkpoint is a failure of kind `incomplete`.
[[nodiscard]] Result<void> write_proofs(std::filesystem::path const& directory,
                                        std::string const& data,
                                        Run const& run);

}  // namespace tally::reconcile
