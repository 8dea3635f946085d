#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tally::reconcile {

// Puts beside a run what shows that its record is somebody's signed one: `checkpoint`, the newest;
// `keys`, the log's own; `growth.proof` if the checkpoint is over more than the run saw; and
// proofs/N.tlog-proof for every entry N that a break or a match names, for the command that led to
// it, and for each of `decisions`. The answer is how many of these are newer than the checkpoint. A
// record without a checkpoint over the run is a failure of kind `incomplete`.
[[nodiscard]] Result<std::uint64_t> write_proofs(std::filesystem::path const& directory,
                                                 std::string const& data,
                                                 Run const& run,
                                                 std::vector<std::uint64_t> const& decisions);

}  // namespace tally::reconcile
