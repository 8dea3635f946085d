#include "engine/markets/decide.h"
#include "engine/markets/order_form.h"
#include "engine/markets/trading.h"

#include <limits>

namespace tally {

namespace {

struct Placing {
    DecideContext const& context;
    Market const& market;
    PlaceOrder& order;
    TradingAccounts accounts;
};

Outcome check_id(DecideContext const& context, PlaceOrder const& order) {
    if (order.id.value == 0) return Outcome::id_must_not_be_zero;
    if (order.id.value == uint128_max) return Outcome::id_must_not_be_int_max;
    auto const known = context.past.order(order.id);
    if (!known) return Outcome::ok;
    if (known->outcome != Outcome::ok) return Outcome::id_already_failed;
    PlaceOrder asked = *known;
    asked.hold = order.hold;
    asked.rests = order.rests;
    asked.outcome = order.outcome;
    return asked == order ? Outcome::exists : Outcome::exists_with_different_order;
}

// The stop price of a trailing stop that was given none; nothing if it would not be a price.
Outcome check_trailing_from_last(Market const& market, PlaceOrder const& order) {
    std::uint64_t const last = market.last.value;
    if (last == 0) return Outcome::no_last_trade;
    bool const fits = order.side == OrderSide::sell
                          ? order.trail.value < last
                          : order.trail.value <= std::numeric_limits<std::uint64_t>::max() - last;
    return fits ? Outcome::ok : Outcome::trail_out_of_range;
}

Outcome check_stop(Market const& market, PlaceOrder const& order) {
    if (order.stop_price.value == 0) return check_trailing_from_last(market, order);
    if (market.last.value == 0) return Outcome::ok;
    bool const reached = order.side == OrderSide::buy ? market.last >= order.stop_price
                                                      : market.last <= order.stop_price;
    return reached ? Outcome::stop_already_triggered : Outcome::ok;
}

Outcome check_circumstances(Placing& placing) {
    auto const& [context, market, order, accounts] = placing;
    if (order.time_in_force == TimeInForce::gtd && order.expires <= context.now)
        return Outcome::already_expired;
    if (market.halted) return Outcome::market_halted;
    auto const found =
        find_trading_accounts(context.state.ledger(), market, order.owner, placing.accounts);
    if (found != Outcome::ok) return found;
    if (context.state.markets().order_count() >= Markets::max_open_orders)
        return Outcome::order_limit_reached;
    auto const band = market.band();
    if (order.price.value != 0 && (order.price < band.lowest || order.price > band.highest))
        return Outcome::price_outside_band;
    return waits_for_price(order.type) ? check_stop(market, order) : Outcome::ok;
}

Outcome check_funds(Placing const& placing) {
    auto const paying = placing.accounts.paying(placing.order.side);
    Amount const available = placing.context.state.ledger().account(paying).available();
    return placing.order.hold <= available ? Outcome::ok : Outcome::insufficient_funds;
}

// What the order holds, as far as that is known before it takes: all but what a market buy by
// quantity will cost.
Amount hold_of(Market const& market, PlaceOrder const& order) {
    if (!order.budget.is_zero()) return order.budget;
    return *market.hold_for(order.side, order.price, order.quantity);
}

Taker taker_of(Placing const& placing) {
    auto const& [context, market, order, accounts] = placing;
    return {
        .id = order.id,
        .owner = order.owner,
        .side = order.side,
        .limit = order.type == OrderType::market ? market_limit(market, order.side) : order.price,
        .open = order.quantity,
        .budget = order.budget,
        .self_trade = order.self_trade,
        .base_account = accounts.base,
        .quote_account = accounts.quote};
}

bool filled_completely(PlaceOrder const& order, WalkResult const& walked) {
    if (!order.budget.is_zero()) return walked.end == WalkEnd::budget_spent;
    return walked.filled == order.quantity.units();
}

// What the order's own conditions say to what its walk came to.
Outcome judge(PlaceOrder const& order, WalkResult const& walked) {
    if (walked.end == WalkEnd::totals_too_large) return Outcome::account_totals_too_large;
    bool const post_only = (order.options & order_option::post_only) != 0;
    if (post_only && (walked.acted || walked.end == WalkEnd::self_trade))
        return Outcome::post_only_would_take;
    if (order.time_in_force == TimeInForce::fok && !filled_completely(order, walked))
        return Outcome::would_not_fill_completely;
    if (walked.filled < order.min_quantity.units()) return Outcome::would_not_fill_minimum;
    bool const all_or_none = (order.options & order_option::all_or_none) != 0;
    if (walked.end == WalkEnd::self_trade && !walked.acted && !all_or_none)
        return Outcome::self_trade_prevented;
    if (order.type == OrderType::market && !walked.acted) return Outcome::no_liquidity;
    return Outcome::ok;
}

// Decides what becomes of what the walk left over.
void close_or_rest(PlaceOrder& order, WalkResult const& walked, Consequences& out) {
    bool const by_budget = !order.budget.is_zero();
    if (!by_budget && walked.open.is_zero()) return;
    bool const immediate = order.type == OrderType::market ||
                           order.time_in_force == TimeInForce::ioc ||
                           walked.end == WalkEnd::self_trade;
    if (immediate)
        out.emplace_back(OrderCancelled{order.id, reason_of(walked.end)});
    else
        order.rests = true;
}

Outcome decide_taking(Placing& placing, Consequences& out) {
    auto& order = placing.order;
    auto const start = out.size();
    Taker const taker = taker_of(placing);
    WalkResult walked = Walk{placing.context, placing.market, taker, out}.run();
    bool const all_or_none = (order.options & order_option::all_or_none) != 0;
    auto outcome = judge(order, walked);
    if (outcome == Outcome::ok && all_or_none && !filled_completely(order, walked)) {
        take_back(out, start);
        walked = untouched(order.quantity);
    }
    bool const by_cost =
        order.type == OrderType::market && order.side == OrderSide::buy && order.budget.is_zero();
    if (by_cost) order.hold = walked.spent;
    if (outcome == Outcome::ok && by_cost) outcome = check_funds(placing);
    if (outcome != Outcome::ok) {
        take_back(out, start);
        order.hold = Amount{};
        return outcome;
    }
    close_or_rest(order, walked, out);
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, PlaceOrder& command, Consequences& out) {
    command.hold = Amount{};
    command.rests = false;
    if (auto const known = check_id(context, command); known != Outcome::ok) return known;
    if (command.owner.value == 0) return Outcome::owner_must_not_be_zero;
    Market const* const market = context.state.markets().find(command.market);
    if (market == nullptr) return Outcome::market_not_found;
    if (auto const form = check_order_form(*market, command); form != Outcome::ok) return form;
    Placing placing{context, *market, command, {}};
    if (auto const state = check_circumstances(placing); state != Outcome::ok) return state;
    command.hold = hold_of(*market, command);
    if (auto const funds = check_funds(placing); funds != Outcome::ok) {
        command.hold = Amount{};
        return funds;
    }
    if (!waits_for_price(command.type)) return decide_taking(placing, out);
    command.rests = true;
    return Outcome::ok;
}

}  // namespace tally
