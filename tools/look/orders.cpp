#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

std::vector<cli::Column> columns() {
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

std::string_view state_name(OrderState state) {
    switch (state) {
        case OrderState::resting:
            return "resting";
        case OrderState::waiting:
            return "waiting";
        case OrderState::taking:
        case OrderState::triggered:
            return "taking";
    }
    return {};
}

// A price that an order does not have is no value at all.
Cell price_cell(Shown const& shown, Price price, MarketNumber market) {
    return price == Price{} ? Cell::nothing() : Cell{shown.price(price, market)};
}

void add_row(cli::Rows& rows, Shown const& shown, OrderHandle handle) {
    auto const& markets = shown.state().markets();
    auto const& order = markets.order(handle);
    auto const& terms = markets.terms(handle);
    auto const* const market = markets.find(order.market);
    auto const paid_in = order.side == OrderSide::buy ? market->quote : market->base;
    bool const by_budget = terms.by_budget;
    rows.add(
        {id_text(order.id.value),
         id_text(markets.owner_of(handle).value),
         shown.market(order.market),
         json::word_for(json::order_sides, order.side),
         json::word_for(json::order_types, order.type),
         price_cell(shown, order.price, order.market),
         price_cell(shown, terms.stop_price, order.market),
         price_cell(shown, terms.trail, order.market),
         by_budget ? Cell::nothing() : Cell{shown.quantity(terms.quantity, order.market)},
         by_budget ? Cell::nothing() : Cell{shown.quantity(order.open, order.market)},
         terms.display.is_zero() ? Cell::nothing()
                                 : Cell{shown.quantity(terms.display, order.market)},
         shown.amount(terms.held, paid_in),
         json::word_for(json::times_in_force, terms.time_in_force),
         terms.expires == Timestamp{} ? Cell::nothing() : Cell{text::format_time(terms.expires)},
         state_name(order.state),
         Cell{terms.placed.value}});
}

}  // namespace

Result<cli::ExitCode> orders(OrderFilter const& filter,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    if (!filter.state.empty() && filter.state != "resting" && filter.state != "waiting") {
        return Failure{FailureKind::usage, "--state " + filter.state + ": give resting or waiting"};
    }
    TALLY_TRY(view, open_view(common));
    TALLY_TRY(market, market_option(view, common.market));
    TALLY_TRY(owner, optional_id("owner", filter.owner));
    auto const& markets = view.state->markets();
    Shown const shown{*view.state};
    cli::Rows rows{output, columns()};
    for (auto const handle : markets.open_orders()) {
        auto const& order = markets.order(handle);
        if (market != nullptr && order.market != market->number) continue;
        if (owner && *owner != markets.owner_of(handle).value) continue;
        if (!filter.state.empty() && filter.state != state_name(order.state)) continue;
        add_row(rows, shown, handle);
    }
    rows.end("no open orders " + view.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
