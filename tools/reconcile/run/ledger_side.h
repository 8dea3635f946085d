#pragma once

#include "journal/entries/reconciliations.h"
#include "journal/vocabulary/result.h"
#include "replay/check.h"
#include "replay/point.h"
#include "replay/reconcile/matcher.h"
#include "replay/record.h"
#include "tools/reconcile/run/rules.h"
#include "tools/reconcile/run/texts.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tally::reconcile {

// What the record says of one account, up to a point: every posted movement, proven.
struct LedgerSide {
    std::uint8_t scale = 0;
    SignedAmount balance;                         // after all of them
    std::vector<Item> items;                      // in the order of the record
    Texts texts;                                  // what the items' references point into
    std::map<std::uint64_t, BreakId> write_offs;  // by an item's place: the break that it settles
    std::map<std::uint64_t, BreakId>
        corrections;  // likewise, of transfers that were made first and named for it later
};

// A movement's place: its entry, and which of the entry's postings it is.
inline constexpr std::uint64_t postings_of_an_entry = 16;

[[nodiscard]] constexpr std::uint64_t place_of(std::uint64_t sequence, std::uint64_t ordinal) {
    return sequence * postings_of_an_entry + ordinal;
}

struct LedgerSides {
    Hash32 root;                        // of the tree over what was read, proven
    std::vector<LedgerSide> sides;      // one for each account of the rules
    std::vector<Violation> violations;  // rules of the books that do not hold at that point
    std::unique_ptr<State> state;       // of the whole, folded from nothing
};

// Folds and proves the record from its first entry: damage
// is a failure of kind `integrity`, an account that is not there one of kind `incomplete`.
[[nodiscard]] Result<LedgerSides> read_ledger(
    Record const& record,
    Point to,
    Rules const& rules,
    std::function<void(std::uint64_t, std::uint64_t)> const& progress);

}  // namespace tally::reconcile
