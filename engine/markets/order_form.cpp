#include "engine/markets/order_form.h"

#include <array>

namespace tally {

namespace {

bool has_price(OrderType type) {
    return type == OrderType::limit || type == OrderType::stop_limit;
}

bool has_option(PlaceOrder const& order, std::uint8_t option) {
    return (order.options & option) != 0;
}

Outcome check_enumerators(Market const&, PlaceOrder const& order) {
    if (order.side > OrderSide::sell) return Outcome::side_invalid;
    if (order.type > OrderType::trailing_stop) return Outcome::option_combination_invalid;
    if (order.self_trade > SelfTrade::decrement) return Outcome::option_combination_invalid;
    if (order.time_in_force > TimeInForce::fok) return Outcome::time_in_force_invalid;
    return Outcome::ok;
}

// A stop waits, so it cannot be immediate; a market order never rests, so it needs no date.
Outcome check_time_in_force(Market const&, PlaceOrder const& order) {
    auto const given = order.time_in_force;
    bool const immediate = given == TimeInForce::ioc || given == TimeInForce::fok;
    if (waits_for_price(order.type) && immediate) return Outcome::time_in_force_invalid;
    if (order.type == OrderType::market && given == TimeInForce::gtd)
        return Outcome::time_in_force_invalid;
    return Outcome::ok;
}

Outcome check_options(Market const&, PlaceOrder const& order) {
    constexpr unsigned known = order_option::post_only | order_option::all_or_none;
    if (order.options == 0) return Outcome::ok;
    if ((order.options & ~known) != 0) return Outcome::option_combination_invalid;
    bool const can_rest = order.type == OrderType::limit &&
                          order.time_in_force != TimeInForce::ioc &&
                          order.time_in_force != TimeInForce::fok;
    return can_rest ? Outcome::ok : Outcome::option_combination_invalid;
}

Outcome check_price(Market const& market, PlaceOrder const& order) {
    if (!has_price(order.type))
        return order.price.value == 0 ? Outcome::ok : Outcome::price_must_be_zero;
    if (order.price.value == 0) return Outcome::price_must_not_be_zero;
    return order.price.value % market.tick.units == 0 ? Outcome::ok : Outcome::price_not_on_tick;
}

Outcome check_stop_price(Market const& market, PlaceOrder const& order) {
    bool const needed = order.type == OrderType::stop || order.type == OrderType::stop_limit;
    bool const allowed = waits_for_price(order.type);
    if (order.stop_price.value == 0)
        return needed ? Outcome::stop_price_must_not_be_zero : Outcome::ok;
    if (!allowed) return Outcome::stop_price_must_be_zero;
    return order.stop_price.value % market.tick.units == 0 ? Outcome::ok
                                                           : Outcome::stop_price_not_on_tick;
}

Outcome check_trail(Market const& market, PlaceOrder const& order) {
    if (order.type != OrderType::trailing_stop)
        return order.trail.value == 0 ? Outcome::ok : Outcome::trail_must_be_zero;
    if (order.trail.value == 0) return Outcome::trail_must_not_be_zero;
    return order.trail.value % market.tick.units == 0 ? Outcome::ok : Outcome::trail_not_on_tick;
}

// A buy without a price needs a budget once it waits, because nobody knows yet what it will cost; a
// market buy may have one in place of its quantity.
Outcome check_size(Market const& market, PlaceOrder const& order) {
    bool const may = order.side == OrderSide::buy && !has_price(order.type);
    bool const must = may && waits_for_price(order.type);
    if (order.budget.is_zero()) {
        if (must) return Outcome::budget_must_not_be_zero;
        if (order.quantity.is_zero()) return Outcome::quantity_must_not_be_zero;
        return order.quantity.units() % market.lot.units == 0 ? Outcome::ok
                                                              : Outcome::quantity_not_on_lot;
    }
    if (!may) return Outcome::budget_must_be_zero;
    bool const clear = order.quantity.is_zero() && order.self_trade != SelfTrade::decrement;
    return clear ? Outcome::ok : Outcome::option_combination_invalid;
}

Outcome check_display(Market const& market, PlaceOrder const& order) {
    if (order.display.is_zero()) return Outcome::ok;
    bool const can_rest =
        order.type == OrderType::limit && order.time_in_force != TimeInForce::ioc &&
        order.time_in_force != TimeInForce::fok && !has_option(order, order_option::all_or_none);
    bool const fits = order.display <= order.quantity &&
                      order.display.units() % market.lot.units == 0 &&
                      display_fits(order.display, order.quantity);
    return can_rest && fits ? Outcome::ok : Outcome::display_quantity_invalid;
}

Outcome check_min_quantity(Market const& market, PlaceOrder const& order) {
    if (order.min_quantity.is_zero()) return Outcome::ok;
    bool const takes_part = !waits_for_price(order.type) &&
                            order.time_in_force != TimeInForce::fok && order.options == 0;
    bool const fits =
        order.min_quantity <= order.quantity && order.min_quantity.units() % market.lot.units == 0;
    return takes_part && fits ? Outcome::ok : Outcome::min_quantity_invalid;
}

Outcome check_expiry(Market const&, PlaceOrder const& order) {
    if (order.time_in_force == TimeInForce::gtd)
        return order.expires.ns != 0 ? Outcome::ok : Outcome::expiry_must_not_be_zero;
    return order.expires.ns == 0 ? Outcome::ok : Outcome::expiry_must_be_zero;
}

// All that the order could ever move must fit 128 bits.
Outcome check_amounts(Market const& market, PlaceOrder const& order) {
    bool const fits = market.base_amount(order.quantity).has_value() &&
                      market.hold_for(OrderSide::buy, order.price, order.quantity).has_value();
    return fits ? Outcome::ok : Outcome::notional_overflow;
}

constexpr std::array checks{check_enumerators,
                            check_time_in_force,
                            check_options,
                            check_price,
                            check_stop_price,
                            check_trail,
                            check_size,
                            check_display,
                            check_min_quantity,
                            check_expiry,
                            check_amounts};

}  // namespace

Outcome check_order_form(Market const& market, PlaceOrder const& order) {
    for (auto const check : checks)
        if (auto const outcome = check(market, order); outcome != Outcome::ok) return outcome;
    return Outcome::ok;
}

}  // namespace tally
