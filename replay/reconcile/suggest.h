#pragma once

#include "replay/reconcile/sorted_items.h"

#include <cstdint>
#include <vector>

namespace tally::reconcile {

// For each item that is left, the smallest set of two or more items of the other side, within the
// window, whose exact sum it is: an offer to a person, for nothing is consumed. Bounded: the
// sixteen nearest candidates, at most five at a time, the first two hundred items of either side.
void suggest(Sides const& sides,
             Terms const& terms,
             std::vector<std::uint32_t> const& internal,
             std::vector<std::uint32_t> const& external,
             Matched& matched);

}  // namespace tally::reconcile
