#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>

namespace tally {

// Folds a state on, from where it is up to `size` entries of its record, or until `goes_on`, asked
// now and then, says no: the state is then somewhere before. An entry that does not follow is a
// failure of kind `integrity`, and the state is that before it.
[[nodiscard]] Result<void> fold_on(Record const& record,
                                   State& state,
                                   std::uint64_t size,
                                   std::function<bool()> const& goes_on);

// The same, telling of each entry after it was applied.
[[nodiscard]] Result<void> fold_on(Record const& record,
                                   State& state,
                                   std::uint64_t size,
                                   std::function<bool()> const& goes_on,
                                   std::function<void(Entry const&)> const& after);

}  // namespace tally
