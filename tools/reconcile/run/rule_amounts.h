#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/rules.h"

#include <cstdint>
#include <span>
#include <string>

namespace tally::reconcile {

// Whether every amount of the rules is exact at its asset's scale. `scales`: of the accounts, in
// their order; `file`: the rules' name. A failure of kind `usage` names all that are not, each with
// its line, its key and what to do. Limits of assets that no account has are not looked at.
[[nodiscard]] Result<void> check_amounts(Rules const& rules,
                                         std::string const& file,
                                         std::span<std::uint8_t const> scales);

}  // namespace tally::reconcile
