#pragma once

#include "engine/attestation_oracle.h"
#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "replay/point.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tally {

// Where a record and today's deciders part: at this entry the record has `expected`, deciding the
// command again gives `got`. One of the two may be nothing: an entry too many, or too few.
struct Divergence {
    Sequence sequence;
    Sequence command;  // the entry of the command that was decided again
    std::optional<Entry> expected;
    std::optional<Entry> got;
    std::string reason;  // in words
};

struct ReDecided {
    std::uint64_t entries = 0;   // compared, all equal unless there is a divergence
    std::uint64_t commands = 0;  // decided again
    std::optional<Divergence> divergence;
};

// Feeds the recorded commands, at their recorded times, to fresh deciders and compares what they
// make with what was recorded: entry by entry, which is leaf by leaf, since an entry has exactly
// one leaf. Ends at the first divergence. Damage that keeps entries from being read is a failure.
[[nodiscard]] Result<ReDecided> re_decide(
    Record const& record,
    Point to,
    AttestationOracle const& oracle,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

}  // namespace tally
