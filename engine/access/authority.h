#pragma once

#include "engine/decider.h"

namespace tally {

// Whether the key of the context may send this command at all: asked before the command's own
// decider, and answered from the keys and grants as they are right before the command. Key 0,
// whoever holds the files, may send anything. Rules: docs/access.md.
[[nodiscard]] Outcome authorize(DecideContext const& context, Body const& command);

// Whether the signature's nonce, if there is a signature, was used before. A command that its id
// makes idempotent passes `authorize` all the same: its retry is to be told that it exists. But it
// must not happen, whatever its decider says by now.
[[nodiscard]] Outcome check_replay(DecideContext const& context);

// True for the answers to a retry that say what became of the first try and that change nothing.
[[nodiscard]] bool tells_of_the_past(Outcome outcome);

}  // namespace tally
