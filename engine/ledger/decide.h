#pragma once

#include "engine/decider.h"

namespace tally {

Outcome decide(DecideContext const& context, CreateAsset& command, Consequences& out);
Outcome decide(DecideContext const& context, CreateAccount& command, Consequences& out);
Outcome decide(DecideContext const& context, CreateTransfer& command, Consequences& out);

// Emits a TransferExpired for each pending transfer that is due at context.now, earliest first.
void decide_expired_transfers(DecideContext const& context, Consequences& out);

}  // namespace tally
