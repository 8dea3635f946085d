#pragma once

#include "engine/decider.h"

namespace tally {

// Whether the key of the context may send this command at all: asked before the command's own
// decider, and answered from the keys and grants as they are right before the command. Key 0,
// whoever holds the files, may send anything. Rules: docs/access.md.
[[nodiscard]] Outcome authorize(DecideContext const& context, Body const& command);

// True for a command that a client's id makes idempotent: one that is sent again does no harm, so
// that its signature needs no nonce.
[[nodiscard]] bool has_own_id(Body const& command);

}  // namespace tally
