#pragma once

#include "journal/entries/ledger.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"
#include "projections/effects.h"

#include <cstdint>

namespace tally {

// A pending transfer that is still open: what its accounts have reserved, and what a post or void
// of it inherits.
struct PendingTransfer {
    TransferId id;
    Amount amount;
    uint128 user_data_128 = 0;
    std::uint64_t user_data_64 = 0;
    Sequence sequence;  // of its entry
    Timestamp created;  // the entry's time, or the time that an imported transfer came with
    Timestamp due;      // when it expires; `never` without a timeout
    AccountHandle debit;
    AccountHandle credit;
    AssetNumber asset;
    std::uint32_t user_data_32 = 0;
    std::uint32_t timeout = 0;  // seconds
    std::uint16_t code = 0;
    std::uint16_t flags = 0;  // transfer_flag
    // The ledger's own: neighbours in order of creation, and the place among those with a timeout.
    std::uint32_t older = UINT32_MAX;
    std::uint32_t newer = UINT32_MAX;
    std::uint32_t due_position = UINT32_MAX;
};

}  // namespace tally
