#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/account_run.h"

#include <cstdint>
#include <string>

// What all steps of a run need of amounts and breaks.
namespace tally::reconcile {

// "17.2": entry and posting.
[[nodiscard]] std::string name_of_place(std::uint64_t place);

// A failure of kind `usage` if it does not fit.
[[nodiscard]] Result<SignedAmount> sum(SignedAmount to, SignedAmount more);

// Adds a break to those of the run, and to what they come to.
[[nodiscard]] Result<void> keep_break(AccountRun& run, Break&& added);

[[nodiscard]] std::string id_of(AccountRules const& rules, Break const& one);

// Gives every break its id, its age and its weight, once all are there.
void finish_breaks(AccountRules const& rules,
                   Amount material,
                   SeenBefore const& seen,
                   AccountRun& run);

}  // namespace tally::reconcile
