#pragma once

#include "journal/checkpoint/verifier.h"
#include "journal/vocabulary/result.h"

#include <string>
#include <vector>

namespace tally::prove {

// What --key names: a verifier key line itself, a file of such lines, or a signing key's file,
// whose public halves are then taken.
[[nodiscard]] Result<std::vector<Verifier>> verifiers_from(std::string const& key);

}  // namespace tally::prove
