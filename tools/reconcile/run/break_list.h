#pragma once

#include "journal/vocabulary/result.h"
#include "tools/reconcile/run/account_run.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What all steps of a run need of amounts and breaks.
namespace tally::reconcile {

// "17.2": entry and posting.
[[nodiscard]] std::string name_of_place(std::uint64_t place);

// A failure of kind `usage` if it does not fit.
[[nodiscard]] Result<SignedAmount> sum(SignedAmount to, SignedAmount more);

// Sorted by their names as texts: the order that results have.
[[nodiscard]] Places sorted_places(Places places);

// In the order in which they stand there.
[[nodiscard]] std::vector<std::string> names_of(Places const& places);

// Adds a break to those of the run, and to what they come to.
[[nodiscard]] Result<void> keep_break(AccountRun& run, Break&& added);

[[nodiscard]] BreakId id_of(AccountRules const& rules, Break const& one);

// The first eight bytes of the text's hash.
[[nodiscard]] BreakId id_of_text(std::string_view text);

// Days from its date to the cut-off.
[[nodiscard]] std::uint64_t age_of(Break const& one, Days cut_off);

// Saturdays and Sundays left out.
[[nodiscard]] std::uint64_t business_age_of(Break const& one, Days cut_off);

// Gives every break its id, its first day and its weight, once all are there.
void finish_breaks(AccountRules const& rules,
                   Amount material,
                   SeenBefore const& seen,
                   AccountRun& run);

}  // namespace tally::reconcile
