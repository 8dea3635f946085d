#pragma once

#include "engine/decider.h"

namespace tally {

// The limits of orders, of their owner and of the key that sends them. `out`: what placing it leads
// to, with the fills from which a market order's worth is known.
[[nodiscard]] Outcome check_limits(DecideContext const& context,
                                   PlaceOrder const& command,
                                   Consequences const& out);
[[nodiscard]] Outcome check_limits(DecideContext const& context,
                                   AmendOrder const& command,
                                   OrderHandle order);

}  // namespace tally
