#include "engine/access/order_limits.h"

#include <variant>

namespace tally {

namespace {

// An order as the limits see it.
struct Measured {
    OwnerId owner;
    MarketNumber number;
    Market const& market;
    Quantity quantity;
    Price price;      // limit or stop; zero for a market order
    Amount notional;  // in quote
    bool enters;      // the book, as one more open order
};

Amount or_most(std::optional<Amount> amount) {
    return amount.value_or(amount_max);
}

Amount traded(Consequences const& out) {
    Amount sum;
    for (auto const& body : out)
        if (auto const* fill = std::get_if<Fill>(&body))
            sum = fill->quote > amount_max - sum ? amount_max : sum + fill->quote;
    return sum;
}

// Counts no further than the limit.
bool has_room(DecideContext const& context,
              Measured const& order,
              LimitKey const& key,
              Amount most) {
    if (!order.enters) return true;
    auto const& markets = context.state.markets();
    Amount count;
    for (auto at = markets.first_of_owner(order.owner); at != no_order && count < most;
         at = markets.next_of_owner(at)) {
        bool const here = key.market == MarketNumber{} || markets.order(at).market == key.market;
        if (here) count = count + Amount{1};
    }
    return count < most;
}

// Whether the price is at most so many basis points away from the last trade, to either side.
bool is_near(Measured const& order, Amount bps) {
    if (order.price == Price{} || order.market.last == Price{}) return true;
    uint128 const last = order.market.last.value;
    uint128 const price = order.price.value;
    uint128 const distance = price < last ? last - price : price - last;
    if (bps.units() > UINT32_MAX) return true;  // 4,294,967 percent: any price
    return distance * 10'000U <= last * bps.units();
}

Outcome check_one(DecideContext const& context,
                  Measured const& order,
                  LimitKey const& key,
                  Limit const& limit) {
    if (key.market != MarketNumber{} && key.market != order.number) return Outcome::ok;
    auto const unless = [](bool fine, Outcome refusal) { return fine ? Outcome::ok : refusal; };
    switch (key.kind) {
        case LimitKind::order_quantity:
            return unless(Amount{order.quantity.units()} <= limit.amount,
                          Outcome::order_quantity_limit_exceeded);
        case LimitKind::order_notional:
            return unless(order.notional <= limit.amount, Outcome::order_notional_limit_exceeded);
        case LimitKind::open_orders:
            return unless(has_room(context, order, key, limit.amount),
                          Outcome::open_orders_limit_exceeded);
        case LimitKind::order_rate:
            return unless(limit.window.used(context.now, limit.window_seconds) < limit.amount,
                          Outcome::order_rate_limit_exceeded);
        case LimitKind::price_band:
            return unless(is_near(order, limit.amount), Outcome::price_band_limit_exceeded);
        case LimitKind::transfers:
        case LimitKind::withdrawals:
            return Outcome::ok;
    }
    return Outcome::ok;
}

// The first limit that says no, those of the owner before those of the key, by kind and market.
Outcome check_all(DecideContext const& context, Measured const& order) {
    auto const& limits = context.state.limits();
    auto outcome = Outcome::ok;
    auto const visit = [&](LimitKey const& key, Limit const& limit) {
        outcome = check_one(context, order, key, limit);
        return outcome == Outcome::ok;
    };
    if (limits.for_each(order.owner, {}, visit)) limits.for_each({}, context.key, visit);
    return outcome;
}

}  // namespace

Outcome check_limits(DecideContext const& context,
                     PlaceOrder const& command,
                     Consequences const& out) {
    if (context.state.limits().empty()) return Outcome::ok;
    auto const& market = *context.state.markets().find(command.market);
    auto const price = command.price != Price{} ? command.price : command.stop_price;
    auto notional = command.budget;
    if (notional.is_zero())
        notional =
            price == Price{} ? traded(out) : or_most(market.quote_amount(price, command.quantity));
    return check_all(
        context,
        {command.owner, command.market, market, command.quantity, price, notional, command.rests});
}

Outcome check_limits(DecideContext const& context, AmendOrder const& command, OrderHandle handle) {
    if (context.state.limits().empty()) return Outcome::ok;
    auto const& markets = context.state.markets();
    auto const& order = markets.order(handle);
    auto const& market = *markets.find(order.market);
    auto const quantity = command.quantity.is_zero() ? order.open : command.quantity;
    auto const price = command.price != Price{} ? command.price : order.price;
    auto const notional =
        price == Price{} ? Amount{} : or_most(market.quote_amount(price, quantity));
    return check_all(
        context,
        {markets.owner_of(handle), order.market, market, quantity, price, notional, false});
}

}  // namespace tally
