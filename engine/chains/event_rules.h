#pragma once

#include "engine/decider.h"
#include "projections/chains/chain.h"

namespace tally {

// Whether the books can take an event at all, as they stand: its type, asset, amount and, for a
// deposit, its accounts. That a withdrawal or an escrow is not known is no refusal: what happened
// on a chain is recorded, as an alarm.
[[nodiscard]] Outcome judge_event(State const& state, Chain const& chain, ChainEvent const& event);

// The events of a block: each one, and that no transfer is in the block or in its ancestors twice.
[[nodiscard]] Outcome judge_events(State const& state,
                                   Chain const& chain,
                                   ObserveBlock const& block);

// True if an account that stands for what a chain holds could refuse what the chain says.
[[nodiscard]] bool has_limits(Account const& custody);

}  // namespace tally
