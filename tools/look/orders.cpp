#include "replay/by_id.h"
#include "tools/cli/rows.h"
#include "tools/look/lists.h"
#include "tools/look/order_row.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"

#include <optional>
#include <vector>

namespace tally::look {

namespace {

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

OrderRow row_of(Markets const& markets, OrderHandle handle) {
    auto const& order = markets.order(handle);
    auto const& terms = markets.terms(handle);
    OrderRow row;
    row.placed.id = order.id;
    row.placed.owner = markets.owner_of(handle);
    row.placed.market = order.market;
    row.placed.side = order.side;
    row.placed.type = order.type;
    row.placed.time_in_force = terms.time_in_force;
    row.placed.price = order.price;
    row.placed.stop_price = terms.stop_price;
    row.placed.trail = terms.trail;
    row.placed.quantity = terms.quantity;
    row.placed.display = terms.display;
    row.placed.expires = terms.expires;
    row.by_budget = terms.by_budget;
    row.open = order.open;
    row.held = terms.held;
    row.state = state_name(order.state);
    row.sequence = terms.placed;
    return row;
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
    if (!filter.id.empty()) return one_order(filter.id, view, output);
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
    cli::Rows rows{output, order_columns()};
    for (auto const handle : candidates(markets, owner, window)) {
        if (!window.goes_on()) break;
        auto const& order = markets.order(handle);
        if (market != nullptr && order.market != market->number) continue;
        if (!filter.state.empty() && filter.state != state_name(order.state)) continue;
        if (window.takes()) rows.add(order_cells(shown, row_of(markets, handle)));
    }
    rows.end("no open orders " + moment.place());
    return cli::ExitCode::clean;
}

Result<bool> open_order(std::string const& id, Moment const& moment, cli::Output& output) {
    TALLY_TRY(wanted, id_option("order", id));
    auto const& markets = moment.state.markets();
    auto const handle = markets.find_order(OrderId{wanted});
    if (handle == no_order) return false;
    show_order(row_of(markets, handle), moment, output);
    return true;
}

Result<cli::ExitCode> one_order(std::string const& id, View const& view, cli::Output& output) {
    TALLY_TRY(is_open, open_order(id, view, output));
    if (is_open) return cli::ExitCode::clean;
    ById by_id;
    TALLY_TRY(wanted, id_option("order", id));
    TALLY_TRY(row, order_of_past(OrderId{wanted}, *view.record, view.point, by_id));
    if (!row) return not_there("order " + id, view);
    show_order(*row, view, output);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
