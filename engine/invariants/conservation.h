#pragma once

#include "journal/vocabulary/ids.h"
#include "projections/state.h"

#include <cstdint>
#include <map>
#include <vector>

namespace tally {

// A sum that cannot overflow: 256 bits.
struct WideSum {
    uint128 high = 0;
    uint128 low = 0;

    void add(uint128 value) {
        low += value;
        if (low < value) ++high;
    }

    void subtract(uint128 value) {
        if (low < value) --high;
        low -= value;
    }

    friend bool operator==(WideSum const&, WideSum const&) = default;
};

// Who holds how much of an account's funds, as orders, escrows and withdrawals say themselves.
using ExpectedHolds = std::map<AccountId, WideSum>;

enum class Breach : std::uint8_t {
    posted_debits_differ_from_credits = 1,
    pending_debits_differ_from_credits = 2,
    debits_exceed_credits = 3,  // on an account that forbids it
    credits_exceed_debits = 4,  // likewise
    holds_differ = 5,           // from what orders, escrows and withdrawals say
    postings_differ = 6,        // the totals are not what the postings seen add up to
};

struct BreachReport {
    Breach breach{};
    AssetNumber asset;
    AccountId account;  // zero where the whole asset is meant

    friend bool operator==(BreachReport const&, BreachReport const&) = default;
};

// All that is wrong with the books as they stand; nothing if they balance. Adds the accounts up by
// itself: the ledger is asked for its accounts and for no opinion.
[[nodiscard]] std::vector<BreachReport> check_conservation(Ledger const& ledger,
                                                           ExpectedHolds const& holds);

// Follows the postings of every entry beside the ledger, from an empty record on, and compares: a
// balance that changed without a posting is found here.
class PostingsWatch {
public:
    // Call after each State::apply.
    void observe(State const& state);

    [[nodiscard]] std::vector<BreachReport> compare(Ledger const& ledger) const;

private:
    struct Totals {
        WideSum debits_posted;
        WideSum debits_pending;
        WideSum credits_posted;
        WideSum credits_pending;
        WideSum held;
    };

    std::map<AccountHandle, Totals> totals_;
};

}  // namespace tally
