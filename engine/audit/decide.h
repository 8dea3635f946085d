#pragma once

#include "engine/decider.h"

namespace tally {

// The commands that are there for auditors change no state: each is decided by its form and by
// whether what it names is there.
Outcome decide(DecideContext const& context, AttachData& command, Consequences& out);
Outcome decide(DecideContext const& context, RedactData& command, Consequences& out);
Outcome decide(DecideContext const& context, RecordLiabilities& command, Consequences& out);

}  // namespace tally
