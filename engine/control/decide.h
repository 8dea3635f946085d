#pragma once

#include "engine/decider.h"

namespace tally {

// Expires all that is due at the tick's time, earliest first; among equals pending transfers before
// orders before transfers that wait for a second key, and each kind in order of creation.
Outcome decide(DecideContext const& context, Tick& command, Consequences& out);

}  // namespace tally
