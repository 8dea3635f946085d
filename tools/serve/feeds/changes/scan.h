#pragma once

#include "projections/state.h"
#include "tools/serve/feeds/changes/deriver.h"
#include "tools/wire/messages.h"

#include <cstddef>

namespace tally::serve {

// How far the rows that a feed begins with were read.
struct ScanPlace {
    std::size_t next = 0;
    bool done = false;
};

// The rows of a kind that pass, as they are now: as many as may be looked through at once without
// keeping others waiting. Accounts and escrows may take several turns, between which they may
// change; whoever then tells the changes since the first turn has told all. A book, or the open
// orders, take one turn. Fills are no state: there are none to begin with.
[[nodiscard]] Changes scan(State const& state,
                           ChangeKind kind,
                           wire::Filter const& filter,
                           ScanPlace& place);

}  // namespace tally::serve
