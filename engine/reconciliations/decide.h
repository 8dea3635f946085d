#pragma once

#include "engine/decider.h"

namespace tally {

// The deciders of what becomes of a reconciliation: docs/sign_off.md. That the run says what it
// says is the sender's statement, as for RecordLiabilities; that it adds up is checked here.
Outcome decide(DecideContext const& context, RecordReconciliation& command, Consequences& out);
Outcome decide(DecideContext const& context, CommentBreak& command, Consequences& out);

// On ok the transfer is the consequence.
Outcome decide(DecideContext const& context, WriteOffBreak& command, Consequences& out);
Outcome decide(DecideContext const& context, CorrectBreak& command, Consequences& out);
Outcome decide(DecideContext const& context, SignReconciliation& command, Consequences& out);

}  // namespace tally
