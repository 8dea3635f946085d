#pragma once

#include "replay/reconcile/signed_amount.h"
#include "replay/reconcile/statement.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// Two lists of movements of one account side by side: what we booked (internal) and what somebody
// else says (external). Integers only, and a function of what the lists contain: their order, and
// where memory lies, change nothing.
namespace tally::reconcile {

// One movement of either side. Positive: the account gained.
struct Item {
    std::uint64_t place =
        0;  // where it stands on its side: unique there, and the last word on order
    std::string_view reference;  // as rules extract it; empty: none. Outlives the match
    Days date = 0;
    SignedAmount amount;  // last: without gaps, for there are millions of these
};

struct Terms {
    Amount tolerance;         // a difference up to this is no break; it is kept as a residual
    Days window = 0;          // how many days two dates may lie apart
    bool by_amount = true;    // also match by amount and date where a reference is missing
    bool suggestions = true;  // look for sums that would explain what is left
};

// How a match was found, the strongest first.
enum class MatchRule : std::uint8_t {
    reference_amount_date = 1,
    reference_amount = 2,     // the dates lie further apart than the window
    reference_tolerance = 3,  // the amounts differ by no more than the tolerance
    reference_group = 4,      // several on one side or both, equal in sum
    amount_date = 5,          // one candidate on each side
    written_off = 6,          // a break, and the transfer that the record says settles it
    reference_set = 7,        // as many of one reference and amount; which is which is not told
    corrected = 8,            // a break, and the transfer that the record says puts it right
};

// Indexes into the two lists. The residual is what the external side has more.
struct Pair {
    MatchRule rule = MatchRule::reference_amount_date;
    std::uint32_t internal = 0;
    std::uint32_t external = 0;
    SignedAmount residual;
};

struct Group {
    MatchRule rule = MatchRule::reference_group;  // or reference_set
    std::vector<std::uint32_t> internal;
    std::vector<std::uint32_t> external;
    SignedAmount residual;
};

// Why items stayed without a match. Stored in results: append, never renumber.
enum class BreakCode : std::uint8_t {
    missing_external = 1,
    missing_internal = 2,
    amount = 3,
    direction = 4,
    duplicate_internal = 5,
    duplicate_external = 6,
    ambiguous = 7,
    timing = 8,
    fee = 9,
    balance = 10,
    statement_gap = 11,
    asset = 12,
    reorg = 13,
    unconfirmed = 14,
    projection_drift = 15,
    invariant = 16,
    unclassified = 17,
};

[[nodiscard]] std::string_view name_of(BreakCode code);
[[nodiscard]] std::string_view name_of(MatchRule rule);

// Items that belong together and did not match. The difference is external less internal.
struct Finding {
    BreakCode code = BreakCode::unclassified;
    std::vector<std::uint32_t> internal;
    std::vector<std::uint32_t> external;
    SignedAmount difference;
};

// Items whose sum is exactly what one item of the other side lacks. Nothing is consumed by it.
struct Suggestion {
    std::vector<std::uint32_t> internal;
    std::vector<std::uint32_t> external;
};

// Every item is in exactly one pair, group, finding or list of those that are missing.
struct Matched {
    std::vector<Pair> pairs;  // by place of the external item
    std::vector<Group> groups;
    std::vector<Finding> findings;
    std::vector<std::uint32_t> missing_external;  // of our side, by place: the other lacks them
    std::vector<std::uint32_t> missing_internal;  // of the other side, by place
    std::vector<Suggestion> suggestions;
};

// Sums saturate nowhere: amounts whose sum leaves 127 bits make a finding, never a match.
[[nodiscard]] Matched match(std::span<Item const> internal,
                            std::span<Item const> external,
                            Terms const& terms);

}  // namespace tally::reconcile
