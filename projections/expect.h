#pragma once

#include "journal/entry.h"

#include <cstddef>
#include <span>

namespace tally {

class State;

// Says which entries are applied next: fetches the memory that they will touch, for all at the same
// time. Worth it for so many entries at once as hide a look into memory and fit the first cache.
constexpr std::size_t expected_entries = 8;
void expect(State const& state, std::span<Entry const> entries);

}  // namespace tally
