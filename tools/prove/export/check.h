#pragma once

#include "journal/vocabulary/result.h"
#include "replay/record.h"
#include "replay/verify.h"

namespace tally::prove {

// Proves an export from its bytes: the signatures of all checkpoints, every leaf (its form, its
// place, its hash in every tile), the roots of all checkpoints, and that every other file is what
// the leaves lead to, byte for byte: with `replay` the readable entries and the balances, too, and
// the projections' digests. The failure names the first entry that is wrong.
[[nodiscard]] Result<Verified> verify_export(Record const& record, VerifyRequest const& request);

}  // namespace tally::prove
