#pragma once

#include "engine/decider.h"

namespace tally {

Outcome decide(DecideContext const& context, CreateChain& command, Consequences& out);
Outcome decide(DecideContext const& context, ObserveBlock& command, Consequences& out);
Outcome decide(DecideContext const& context, ResumeChain& command, Consequences& out);
Outcome decide(DecideContext const& context, RequestWithdrawal& command, Consequences& out);
Outcome decide(DecideContext const& context, CancelWithdrawal& command, Consequences& out);

}  // namespace tally
