#pragma once

#include "journal/entries/markets.h"
#include "journal/vocabulary/result.h"
#include "replay/by_id.h"
#include "replay/point.h"
#include "tools/cli/rows.h"
#include "tools/look/moment.h"
#include "tools/look/shown.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::look {

// What is shown of an order, wherever it is known from.
struct OrderRow {
    PlaceOrder placed;  // its terms as they are now; what is no term is not looked at
    bool by_budget = false;
    Quantity open;
    Amount held;
    std::string_view state;          // resting, waiting; or filled, cancelled, expired
    Sequence sequence;               // of its place_order
    std::optional<Sequence> closed;  // of the entry with which it left
};

[[nodiscard]] std::vector<cli::Column> order_columns();

[[nodiscard]] std::vector<cli::Cell> order_cells(Shown const& shown, OrderRow const& row);

// A list of one, with the entry with which it left.
void show_order(OrderRow const& row, Moment const& moment, cli::Output& output);

// Shows an order that is open. False if it is not.
[[nodiscard]] Result<bool> open_order(std::string const& id,
                                      Moment const& moment,
                                      cli::Output& output);

// An order that left before `point`, as it was then: from its own entries, which are read from
// where it was placed to where it left. Nothing if no such order was accepted, or it is still open
// there.
[[nodiscard]] Result<std::optional<OrderRow>> order_of_past(OrderId id,
                                                            Record const& record,
                                                            Point point,
                                                            ById& by_id);

}  // namespace tally::look
