#pragma once

#include "journal/vocabulary/bytes.h"
#include "projections/state.h"

namespace tally {

// SHA-256 of a projection's saved bytes: what a ProjectionDigest entry says.
[[nodiscard]] Hash32 digest_of(State const& state, ProjectionKind kind);

// The body of the entry that says it.
[[nodiscard]] ProjectionDigest projection_digest(State const& state, ProjectionKind kind);

// "assets", "ledger" ... for reports.
[[nodiscard]] char const* name_of(ProjectionKind kind);

}  // namespace tally
