#pragma once

#include "engine/attestation_oracle.h"
#include "projections/escrows/escrow.h"

namespace tally {

// The message by which an attestor says yes to an action on an escrow. What a ledger-only escrow
// has no field for is derived from its terms (docs/escrows.md, "What an attestor signs").
[[nodiscard]] Attestation attestation_of(Escrow const& escrow, EscrowAction action);

}  // namespace tally
