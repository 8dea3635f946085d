#pragma once

#include "engine/decider.h"

namespace tally {

Outcome decide(DecideContext const& context, CreateEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, FundEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, AttestEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, ReleaseEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, RefundEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, DisputeEscrow& command, Consequences& out);
Outcome decide(DecideContext const& context, ResolveEscrow& command, Consequences& out);

}  // namespace tally
