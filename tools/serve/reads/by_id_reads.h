#pragma once

#include "engine/past.h"
#include "journal/entry.h"
#include "journal/vocabulary/result.h"
#include "replay/by_id.h"
#include "replay/record.h"
#include "tools/look/moment.h"
#include "tools/look/order_row.h"
#include "tools/serve/reads/query.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace tally::serve {

// What the record says of one transfer, closed order or entry, without any State.
struct FoundTransfer {
    Entry entry;
    std::optional<PendingEnd> ended;
};

struct FoundOrder {
    look::OrderRow row;
};

struct FoundEntry {
    Entry entry;
};

struct FoundNothing {};

struct NeedsState {};  // of that very point

using ById = tally::ById;
using FoundById = std::variant<FoundTransfer, FoundOrder, FoundEntry, FoundNothing, NeedsState>;

// True if the index of ids, or the record's own order, leads to what is asked for.
[[nodiscard]] bool is_by_id(Query const& query);

// What such a query asks for, as of `size` entries; `is_now`: those are all that there are, so that
// whoever shows it may ask a State that has seen them whether a transfer is still pending.
[[nodiscard]] Result<FoundById> find_by_id(
    Query const& query, Record const& record, std::uint64_t size, bool is_now, ById& by_id);

// True if what was found is all there is to know for that State.
[[nodiscard]] bool is_settled(FoundById const& found, State const& state);

// Writes it as the look verbs do: the names come from the State, which must have seen the point.
[[nodiscard]] Result<void> write_found(FoundById const& found,
                                       look::Moment const& moment,
                                       cli::Output& output);

}  // namespace tally::serve
