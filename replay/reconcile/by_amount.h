#pragma once

#include "replay/reconcile/sorted_items.h"

#include <cstdint>
#include <vector>

namespace tally::reconcile {

// Matches items of equal amount whose dates lie within the window and of which at least one has no
// reference, where each is the other's only candidate; the others with candidates are ambiguous.
// Takes what it settles out of both lists.
void match_by_amount(Sides const& sides,
                     Terms const& terms,
                     std::vector<std::uint32_t>& internal,
                     std::vector<std::uint32_t>& external,
                     Matched& matched);

}  // namespace tally::reconcile
