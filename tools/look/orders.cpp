#include "tools/cli/rows.h"
#include "tools/json/names.h"
#include "tools/look/lists.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/time.h"

#include <optional>
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

std::vector<OrderHandle> orders_of(Markets const& markets, OwnerId owner, Window& window) {
    std::vector<OrderHandle> handles;
    auto handle = markets.first_of_owner(owner);
    for (; handle != no_order && !window.gave_up(); handle = markets.next_of_owner(handle)) {
        window.spend(1);
        handles.push_back(handle);
    }
    return handles;
}

// Oldest first. Those of all owners have to be sorted for it.
std::vector<OrderHandle> candidates(Markets const& markets,
                                    std::optional<uint128> owner,
                                    Window& window) {
    if (owner) return orders_of(markets, OwnerId{*owner}, window);
    window.spend(markets.order_count());
    return window.gave_up() ? std::vector<OrderHandle>{} : markets.open_orders();
}

}  // namespace

Result<cli::ExitCode> orders(OrderFilter const& filter,
                             cli::CommonOptions const& common,
                             cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return orders(filter, common, view, everything, output);
}

Result<cli::ExitCode> orders(OrderFilter const& filter,
                             cli::CommonOptions const& common,
                             Moment const& moment,
                             Window& window,
                             cli::Output& output) {
    if (!filter.state.empty() && filter.state != "resting" && filter.state != "waiting") {
        return Failure{FailureKind::usage, "--state " + filter.state + ": give resting or waiting"};
    }
    TALLY_TRY(market, market_option(moment, common.market));
    TALLY_TRY(owner, optional_id("owner", filter.owner));
    auto const& markets = moment.state.markets();
    Shown const shown{moment.state};
    cli::Rows rows{output, columns()};
    for (auto const handle : candidates(markets, owner, window)) {
        if (!window.goes_on()) break;
        auto const& order = markets.order(handle);
        if (market != nullptr && order.market != market->number) continue;
        if (!filter.state.empty() && filter.state != state_name(order.state)) continue;
        if (window.takes()) add_row(rows, shown, handle);
    }
    rows.end("no open orders " + moment.place());
    return cli::ExitCode::clean;
}

}  // namespace tally::look
