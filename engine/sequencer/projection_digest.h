#pragma once

#include "engine/sequencer/digest_cycle.h"
#include "journal/vocabulary/bytes.h"
#include "projections/state.h"

namespace tally {

// SHA-256 of a projection's saved bytes: what a ProjectionDigest entry says.
[[nodiscard]] Hash32 digest_of(State const& state, ProjectionKind kind);

// The body of the entry that says it.
[[nodiscard]] ProjectionDigest projection_digest(State const& state, ProjectionKind kind);

// The same for one of the slices of a projection that has several.
[[nodiscard]] ProjectionDigest projection_digest(State const& state, DigestSlice const& slice);

// What a cycle of digests begins with: the first slice of a projection that has several, else all
// of it.
[[nodiscard]] ProjectionDigest first_digest(State const& state, ProjectionKind kind);

// What this state makes of what a recorded digest says: the same, if the digest is right.
[[nodiscard]] ProjectionDigest digest_again(State const& state, ProjectionDigest const& recorded);

// "assets", "ledger" ... for reports.
[[nodiscard]] char const* name_of(ProjectionKind kind);

}  // namespace tally
