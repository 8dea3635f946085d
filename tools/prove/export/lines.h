#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/fold.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tally::prove {

// What takes the lines of an export's JSON files, each with its newline.
using LineSink = std::function<Result<void>(std::string_view)>;

struct Lines {
    std::unique_ptr<State> state;    // at the end
    std::vector<std::string> notes;  // what was to be said about snapshots
    std::uint64_t digests = 0;       // those in the record that were compared
};

// The lines of entries.jsonl for entries [from, to): what `tally log -O jsonl` prints, and the hash
// of each entry's leaf. With `prove` from the first entry on: digests are compared, no snapshots
// are used.
[[nodiscard]] Result<Lines> entry_lines(
    Record const& record,
    Point from,
    Point to,
    bool prove,
    LineSink const& sink,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

// The lines of balances.jsonl: every account's totals, in order of creation.
[[nodiscard]] Result<void> balance_lines(State const& state, LineSink const& sink);

}  // namespace tally::prove
