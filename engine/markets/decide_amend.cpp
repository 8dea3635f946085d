#include "engine/markets/decide.h"
#include "engine/markets/order_form.h"
#include "engine/markets/trading.h"

namespace tally {

namespace {

// An open order and what it is to become.
struct Amending {
    DecideContext const& context;
    Market const& market;
    BookOrder const& order;
    OrderTerms const& terms;
    AmendOrder& command;
    Price price;
    Quantity open;

    [[nodiscard]] bool only_falls() const { return price == order.price && open < order.open; }
};

Outcome check_form(Amending const& amending) {
    auto const& [context, market, order, terms, command, price, open] = amending;
    if (price == order.price && open == order.open) return Outcome::nothing_to_amend;
    if (command.price.value != 0 && order.price.value == 0) return Outcome::price_must_be_zero;
    if (price.value % market.tick.units != 0) return Outcome::price_not_on_tick;
    if (terms.by_budget && !command.quantity.is_zero()) return Outcome::option_combination_invalid;
    if (open.units() % market.lot.units != 0) return Outcome::quantity_not_on_lot;
    if (!display_fits(terms.display, open)) return Outcome::display_quantity_invalid;
    // What was ordered in all: what has traded already, and what is to be open now.
    if (open.units() > UINT64_MAX - (terms.quantity - order.open).units())
        return Outcome::notional_overflow;
    bool const fits = market.base_amount(open).has_value() &&
                      market.hold_for(OrderSide::buy, price, open).has_value();
    return fits ? Outcome::ok : Outcome::notional_overflow;
}

Outcome check_circumstances(Amending const& amending) {
    auto const& market = amending.market;
    if (amending.only_falls()) return Outcome::ok;
    if (market.halted) return Outcome::market_halted;
    auto const band = market.band();
    bool const outside = amending.price < band.lowest || amending.price > band.highest;
    return outside && amending.price != amending.order.price ? Outcome::price_outside_band
                                                             : Outcome::ok;
}

Outcome check_funds(Amending const& amending) {
    auto const& [context, market, order, terms, command, price, open] = amending;
    command.hold = *market.hold_for(order.side, price, open);
    if (command.hold <= terms.held) return Outcome::ok;
    bool const buys = order.side == OrderSide::buy;
    auto const paying = buys ? terms.quote_account : terms.base_account;
    Amount const available = context.state.ledger().account(paying).available();
    return command.hold - terms.held <= available ? Outcome::ok : Outcome::insufficient_funds;
}

Taker taker_of(Amending const& amending) {
    auto const& [context, market, order, terms, command, price, open] = amending;
    return {.id = order.id,
            .owner = context.state.markets().owner_of(context.state.markets().find_order(order.id)),
            .side = order.side,
            .limit = price,
            .open = open,
            .budget = Amount{},
            .self_trade = terms.self_trade,
            .base_account = terms.base_account,
            .quote_account = terms.quote_account};
}

Outcome judge(Amending const& amending, WalkResult const& walked) {
    if (walked.end == WalkEnd::totals_too_large) return Outcome::account_totals_too_large;
    bool const post_only = (amending.terms.options & order_option::post_only) != 0;
    if (post_only && (walked.acted || walked.end == WalkEnd::self_trade))
        return Outcome::post_only_would_take;
    if (walked.end == WalkEnd::self_trade && !walked.acted && !amending.order.all_or_none)
        return Outcome::self_trade_prevented;
    return Outcome::ok;
}

// The order takes again, as if it came now, and what is left goes behind all others at its price.
Outcome decide_taking(Amending const& amending, Consequences& out) {
    auto const start = out.size();
    Taker const taker = taker_of(amending);
    WalkResult walked = Walk{amending.context, amending.market, taker, out}.run();
    auto const outcome = judge(amending, walked);
    bool const whole = walked.filled == amending.open.units();
    if (outcome != Outcome::ok || (amending.order.all_or_none && !whole)) {
        take_back(out, start);
        walked = untouched(amending.open);
    }
    if (outcome != Outcome::ok) return outcome;
    bool const prevented = walked.end == WalkEnd::self_trade;
    amending.command.rests = !walked.open.is_zero() && !prevented;
    if (prevented) out.emplace_back(OrderCancelled{taker.id, CancelReason::self_trade});
    return Outcome::ok;
}

Outcome decide_amendment(Amending const& amending, Consequences& out) {
    if (auto const form = check_form(amending); form != Outcome::ok) return form;
    if (auto const state = check_circumstances(amending); state != Outcome::ok) return state;
    if (auto const funds = check_funds(amending); funds != Outcome::ok) return funds;
    bool const waiting = amending.order.state == OrderState::waiting;
    if (!waiting && !amending.only_falls()) return decide_taking(amending, out);
    amending.command.keeps_priority = true;
    amending.command.rests = true;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, AmendOrder& command, Consequences& out) {
    command.hold = Amount{};
    command.keeps_priority = false;
    command.rests = false;
    Markets const& markets = context.state.markets();
    OrderHandle const handle = markets.find_order(command.id);
    if (handle == no_order) return why_not_open(context, command.id);
    BookOrder const& order = markets.order(handle);
    Amending const amending{context,
                            *markets.find(order.market),
                            order,
                            markets.terms(handle),
                            command,
                            command.price.value == 0 ? order.price : command.price,
                            command.quantity.is_zero() ? order.open : command.quantity};
    auto const outcome = decide_amendment(amending, out);
    if (outcome != Outcome::ok) command.hold = Amount{};
    return outcome;
}

}  // namespace tally
