#include "journal/vocabulary/check.h"
#include "projections/markets/markets.h"

#include <algorithm>

namespace tally {

namespace {

Market market_of(CreateMarket const& body, Assets const& assets, Ledger const& ledger) {
    Asset const* base = assets.find(body.base);
    Asset const* quote = assets.find(body.quote);
    TALLY_CHECK(base != nullptr && quote != nullptr);
    Market market;
    market.symbol = body.symbol;
    market.number = body.number;
    market.base = body.base;
    market.quote = body.quote;
    market.tick = body.tick;
    market.lot = body.lot;
    market.maker_fee_bps = body.maker_fee_bps;
    market.taker_fee_bps = body.taker_fee_bps;
    market.band_bps = body.band_bps;
    market.fee_owner = body.fee_owner;
    if (market.larger_fee_bps() != 0)
        market.fee_account = ledger.account_of(body.fee_owner, body.quote);
    unsigned const fine = unsigned{body.tick.scale} + body.lot.scale;
    if (fine > quote->scale)
        market.divisor = power_of_ten(fine - quote->scale);
    else
        market.multiplier = power_of_ten(quote->scale - fine);
    market.base_multiplier = power_of_ten(unsigned{base->scale} - body.lot.scale);
    return market;
}

bool is_stop(OrderType type) {
    return type == OrderType::stop || type == OrderType::stop_limit ||
           type == OrderType::trailing_stop;
}

// A trailing stop placed without a stop price trails from the last trade.
Price first_stop(PlaceOrder const& body, Price last) {
    if (body.type != OrderType::trailing_stop || body.stop_price.value != 0) return body.stop_price;
    return Price{body.side == OrderSide::sell ? last.value - body.trail.value
                                              : last.value + body.trail.value};
}

}  // namespace

void Markets::apply(
    CreateMarket const& body, Entry const&, Assets const& assets, Ledger const& ledger, Effects&) {
    if (body.outcome != Outcome::ok) return;
    TALLY_CHECK(body.number.value == market_count() + 1);
    add_market(market_of(body, assets, ledger));
}

void Markets::apply(
    ControlMarket const& body, Entry const&, Assets const&, Ledger const&, Effects&) {
    if (body.outcome != Outcome::ok) return;
    Market& market = undo_.save(listing(body.market).market);
    switch (body.control) {
        case MarketControl::halt:
            market.halted = true;
            return;
        case MarketControl::resume:
            market.halted = false;
            return;
        case MarketControl::set_band:
            market.band_bps = body.band_bps;
            return;
    }
}

void Markets::apply(PlaceOrder const& body,
                    Entry const& entry,
                    Assets const&,
                    Ledger const& ledger,
                    Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    OrderHandle const handle = insert(body, entry, ledger);
    change_hold(handle, body.hold, effects);
    if (!body.rests) {
        undo_.save(taking_) = handle;
        return;
    }
    orders_.list(handle, body.owner);
    ++undo_.save(listing(body.market).market).open_orders;
    if (body.expires.ns != 0) due_.insert(handle, DueRule{orders_});
    if (is_stop(body.type))
        wait_for_price(handle);
    else
        listing(body.market).book.add(handle);
}

OrderHandle Markets::insert(PlaceOrder const& body, Entry const& entry, Ledger const& ledger) {
    Market const& market = listing(body.market).market;
    BookOrder order;
    order.id = body.id;
    order.price = body.price;
    order.open = body.quantity;
    order.shown = body.display.is_zero() ? body.quantity : std::min(body.display, body.quantity);
    order.market = body.market;
    order.side = body.side;
    order.type = body.type;
    order.all_or_none = (body.options & order_option::all_or_none) != 0;
    OrderTerms own;
    own.quantity = body.quantity;
    own.display = body.display;
    own.stop_price = first_stop(body, market.last);
    own.trail = body.trail;
    own.expires = body.expires;
    own.placed = entry.sequence;
    own.base_account = ledger.account_of(body.owner, market.base);
    own.quote_account = ledger.account_of(body.owner, market.quote);
    own.self_trade = body.self_trade;
    own.time_in_force = body.time_in_force;
    own.options = body.options;
    own.by_budget = !body.budget.is_zero();
    return orders_.insert(order, own);
}

void Markets::apply(
    AmendOrder const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    OrderHandle const handle = find_order(body.id);
    TALLY_CHECK(handle != no_order);
    change_hold(handle, body.hold, effects);
    BookOrder& order = orders_.book.mutate(handle);
    OrderTerms& own = orders_.terms.mutate(handle);
    Quantity const open = body.quantity.is_zero() ? order.open : body.quantity;
    own.quantity = own.quantity - order.open + open;
    OrderBook& book = listing(order.market).book;
    if (order.state == OrderState::resting && body.keeps_priority) return book.lower(handle, open);
    if (order.state == OrderState::resting) book.remove(handle);
    if (body.price.value != 0) order.price = body.price;
    order.open = open;
    order.shown = own.display.is_zero() ? open : std::min(own.display, open);
    if (order.state == OrderState::waiting) return;
    if (body.rests)
        book.add(handle);
    else
        undo_.save(taking_) = handle;
}

void Markets::apply(
    CancelOrder const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    cancel(find_order(body.id), effects);
}

void Markets::apply(
    OrderCancelled const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    cancel(taker(body.order), effects);
}

void Markets::apply(
    OrderExpired const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    cancel(find_order(body.order), effects);
}

void Markets::cancel(OrderHandle handle, Effects& effects) {
    TALLY_CHECK(handle != no_order);
    change_hold(handle, Amount{}, effects);
    leave_queue(handle);
    close(handle);
}

// The order of this id that may be in flight.
OrderHandle Markets::taker(OrderId id) const {
    if (taking_ != no_order && order(taking_).id == id) return taking_;
    return find_order(id);
}

void Markets::change_hold(OrderHandle handle, Amount now, Effects& effects) {
    OrderTerms& own = orders_.terms.mutate(handle);
    bool const buys = order(handle).side == OrderSide::buy;
    effects.hold({buys ? own.quote_account : own.base_account, own.held, now});
    own.held = now;
}

void Markets::leave_queue(OrderHandle handle) {
    BookOrder const& leaving = order(handle);
    switch (leaving.state) {
        case OrderState::taking:
            return;
        case OrderState::resting:
            return listing(leaving.market).book.remove(handle);
        case OrderState::waiting:
            return listing(leaving.market)
                .stops(leaving.side)
                .remove(handle, terms(handle).stop_price);
        case OrderState::triggered:
            return remove_triggered(handle);
    }
}

// Forgets an order that is in no queue and holds nothing.
void Markets::close(OrderHandle handle) {
    OrderTerms const& own = terms(handle);
    TALLY_CHECK(own.held.is_zero());
    BookOrder const& closed = order(handle);
    Listing& market = listing(closed.market);
    if (own.due_position != UINT32_MAX) due_.remove(handle, DueRule{orders_});
    if (own.trail_position != UINT32_MAX)
        market.trailing(closed.side).remove(handle, TrailRule{orders_});
    if (own.listed) {
        orders_.unlist(handle);
        --undo_.save(market.market).open_orders;
    }
    if (taking_ == handle) undo_.save(taking_) = no_order;
    orders_.erase(handle);
}

}  // namespace tally
