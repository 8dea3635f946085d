#pragma once

#include "engine/decider.h"

namespace tally {

// What may still stop a command that its own decider accepted: kill switches, limits and four eyes.
// They bind key 0 too, since they guard the books and not the door. Rules: docs/access.md.
//
// `out` are the consequences that the decider came to. On a refusal what was decided in `command`
// is taken back; the caller throws the consequences away.
[[nodiscard]] Outcome guard(DecideContext const& context, Body& command, Consequences const& out);

// The same for a transfer that waited and that a second key approves now: counted for who sent it.
[[nodiscard]] Outcome guard_approved(DecideContext const& context,
                                     CreateTransfer const& command,
                                     KeyNumber sent_by);

// For a transfer whose id waits for a second key: what its sender is told. Ok if none does.
[[nodiscard]] Outcome check_waiting(DecideContext const& context, Body const& command);

}  // namespace tally
