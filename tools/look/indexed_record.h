#pragma once

#include "journal/vocabulary/result.h"
#include "projections/markets/market.h"
#include "replay/movements/movement_index.h"
#include "replay/record.h"

#include <cstdint>
#include <string>

namespace tally::look {

// A record's first `size` entries, all of them covered by an index of movements.
struct IndexedRecord {
    Record const& record;
    MovementIndex& index;
    std::uint64_t size = 0;
};

// The account that an option names. One that was not there then is a failure of kind `incomplete`:
// the index may have seen more entries than are asked about.
[[nodiscard]] Result<AccountHandle> account_in(IndexedRecord const& indexed, std::string const& id);

// Likewise a market; none if no name is given.
[[nodiscard]] Result<Market const*> market_in(IndexedRecord const& indexed,
                                              std::string const& symbol);

}  // namespace tally::look
