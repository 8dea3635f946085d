#pragma once

#include "engine/decider.h"

namespace tally {

// The deciders of access: docs/access.md.
Outcome decide(DecideContext const& context, AddKey& command, Consequences& out);
Outcome decide(DecideContext const& context, RevokeKey& command, Consequences& out);
Outcome decide(DecideContext const& context, GrantRole& command, Consequences& out);
Outcome decide(DecideContext const& context, RevokeRole& command, Consequences& out);
Outcome decide(DecideContext const& context, SetLimit& command, Consequences& out);
Outcome decide(DecideContext const& context, SetKillSwitch& command, Consequences& out);
Outcome decide(DecideContext const& context, SetPolicy& command, Consequences& out);

// Decides the transfer that waits, as if it came now; on ok it is a consequence.
Outcome decide(DecideContext const& context, ApproveTransfer& command, Consequences& out);

// Drops the transfers that have waited too long at the time of the context, earliest first.
void decide_expired_approvals(DecideContext const& context, Consequences& out);

}  // namespace tally
