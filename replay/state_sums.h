#pragma once

#include "journal/vocabulary/amount.h"
#include "projections/state.h"

#include <map>
#include <vector>

namespace tally {

// What a state's parts add up to, counted anew from the parts alone, to be held against the totals
// that the ledger keeps.
struct StateSums {
    struct OfAsset {
        Amount debits_posted;
        Amount debits_pending;
        Amount credits_posted;
        Amount credits_pending;
        bool overflow = false;
    };

    struct OfAccount {
        Amount held;
        Amount debits_pending;
        Amount credits_pending;
    };

    std::map<AssetNumber, OfAsset> assets;
    std::vector<OfAccount> accounts;  // by handle
};

[[nodiscard]] StateSums sums_of(State const& state);

}  // namespace tally
