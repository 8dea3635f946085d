#include "tools/look/order_row.h"

#include "tools/json/names.h"
#include "tools/text/time.h"

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

// A price that an order does not have is no value at all.
Cell price_cell(Shown const& shown, Price price, MarketNumber market) {
    return price == Price{} ? Cell::nothing() : Cell{shown.price(price, market)};
}

}  // namespace

std::vector<cli::Column> order_columns() {
    return {{"id", CellKind::decimal},
            {"owner", CellKind::decimal},
            {"market"},
            {"side"},
            {"type"},
            {"price", CellKind::decimal},
            {"stop_price", CellKind::decimal, false},
            {"trail", CellKind::decimal, false},
            {"quantity", CellKind::decimal},
            {"open", CellKind::decimal},
            {"display", CellKind::decimal, false},
            {"held", CellKind::decimal, false},
            {"time_in_force"},
            {"expires", CellKind::text, false},
            {"state"},
            {"sequence", CellKind::count}};
}

std::vector<Cell> order_cells(Shown const& shown, OrderRow const& row) {
    auto const& order = row.placed;
    auto const* const market = shown.state().markets().find(order.market);
    auto const paid_in = order.side == OrderSide::buy ? market->quote : market->base;
    return {id_text(order.id.value),
            id_text(order.owner.value),
            shown.market(order.market),
            json::word_for(json::order_sides, order.side),
            json::word_for(json::order_types, order.type),
            price_cell(shown, order.price, order.market),
            price_cell(shown, order.stop_price, order.market),
            price_cell(shown, order.trail, order.market),
            row.by_budget ? Cell::nothing() : Cell{shown.quantity(order.quantity, order.market)},
            row.by_budget ? Cell::nothing() : Cell{shown.quantity(row.open, order.market)},
            order.display.is_zero() ? Cell::nothing()
                                    : Cell{shown.quantity(order.display, order.market)},
            shown.amount(row.held, paid_in),
            json::word_for(json::times_in_force, order.time_in_force),
            order.expires == Timestamp{} ? Cell::nothing() : Cell{text::format_time(order.expires)},
            row.state,
            Cell{row.sequence.value}};
}

void show_order(OrderRow const& row, Moment const& moment, cli::Output& output) {
    auto columns = order_columns();
    columns.push_back({"closed", CellKind::count, false});
    auto cells = order_cells(Shown{moment.state}, row);
    cells.push_back(row.closed ? Cell{row.closed->value} : Cell::nothing());
    cli::Rows rows{output, columns};
    rows.add(cells);
    rows.end();
}

}  // namespace tally::look
