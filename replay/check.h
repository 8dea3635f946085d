#pragma once

#include "journal/vocabulary/result.h"
#include "projections/state.h"
#include "replay/point.h"
#include "replay/record.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tally {

// A rule of the books that does not hold. There must be none, in any state of any record.
struct Violation {
    std::string rule;   // "debits_equal_credits", "held", "book_not_crossed", ...
    std::string where;  // the account, market ...
    std::string found;  // what was found, in words and smallest units
};

// Every rule that can be seen from a state alone:
//
//     debits_equal_credits  per asset, posted and pending
//     limit                 no account is beyond the limit that its flags give it
//     held                  an account holds what its orders, escrows and withdrawals hold
//     pending               its pending totals are those of open transfers and unsettled deposits
//     book_not_crossed      the best bid is below the best ask, all-or-none orders aside
//     order                 an open order has something open, and shows no more than that
//     queue                 a level's orders stand in one queue, at its price, on its side
[[nodiscard]] std::vector<Violation> check_state(State const& state);

struct Checked {
    std::uint64_t states = 0;           // how many were checked
    std::uint64_t size = 0;             // entries before the last state that was checked
    std::vector<Violation> violations;  // of the first state that has any
};

// Checks the state at a point, or, with `every`, after each entry up to it; stops at the first
// state with a violation.
[[nodiscard]] Result<Checked> check_record(
    Record const& record,
    Point at,
    bool every,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

}  // namespace tally
