#pragma once

#include "engine/decider.h"

namespace tally {

Outcome decide(DecideContext const& context, CreateMarket& command, Consequences& out);
Outcome decide(DecideContext const& context, ControlMarket& command, Consequences& out);
Outcome decide(DecideContext const& context, PlaceOrder& command, Consequences& out);
Outcome decide(DecideContext const& context, AmendOrder& command, Consequences& out);
Outcome decide(DecideContext const& context, CancelOrder& command, Consequences& out);
Outcome decide(DecideContext const& context, CancelAll& command, Consequences& out);

// Emits an OrderExpired for each GTD order that is due at context.now, earliest first.
void decide_expired_orders(DecideContext const& context, Consequences& out);

// If a stop's price has traded: emits the next one's OrderTriggered and what it does. One stop a
// call; emits nothing when no stop is triggered.
void decide_triggered(DecideContext const& context, Consequences& out);

}  // namespace tally
