#include "journal/vocabulary/check.h"
#include "projections/markets/markets.h"

#include <algorithm>

namespace tally {

namespace {

// A total for looking at: it stops at its largest value rather than stop the market.
void add_up_to_largest(Amount& total, Amount more) {
    total = total.checked_add(more).value_or(amount_max);
}

Amount difference_or_zero(Amount minuend, Amount subtrahend) {
    return minuend.checked_sub(subtrahend).value_or(Amount{});
}

}  // namespace

void Markets::apply(
    Fill const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    OrderHandle const maker = find_order(body.maker);
    OrderHandle const taking = taker(body.taker);
    TALLY_CHECK(maker != no_order);
    TALLY_CHECK(taking != no_order);
    settle(body, maker, taking, effects);
    reduce_maker(maker, body.quantity);
    reduce_taker(taking, body.quantity);
    count_trade(body);
    Listing& market = listing(body.market);
    trigger_stops(market, OrderSide::buy, body.price);
    trigger_stops(market, OrderSide::sell, body.price);
    move_trailing(market, OrderSide::buy, body.price);
    move_trailing(market, OrderSide::sell, body.price);
}

// Delivery versus payment: base, quote and both fees in one entry, with what the two orders held
// for them. A fee that an owner would pay to itself is not posted.
void Markets::settle(Fill const& body, OrderHandle maker, OrderHandle taking, Effects& effects) {
    Market const& market = listing(body.market).market;
    bool const taker_buys = body.taker_side == OrderSide::buy;
    OrderTerms const& buyer = terms(taker_buys ? taking : maker);
    OrderTerms const& seller = terms(taker_buys ? maker : taking);
    Amount const buyer_fee = taker_buys ? body.taker_fee : body.maker_fee;
    Amount const seller_fee = taker_buys ? body.maker_fee : body.taker_fee;
    auto const base = market.base_amount(body.quantity);
    TALLY_CHECK(base.has_value());
    effects.post({seller.base_account, buyer.base_account, *base});
    effects.post({buyer.quote_account, seller.quote_account, body.quote});
    if (buyer.quote_account != market.fee_account)
        effects.post({buyer.quote_account, market.fee_account, buyer_fee});
    if (seller.quote_account != market.fee_account)
        effects.post({seller.quote_account, market.fee_account, seller_fee});
    for (OrderHandle const handle : {maker, taking}) {
        bool const buys = order(handle).side == OrderSide::buy;
        Amount const paid = buys ? body.quote + buyer_fee : *base;
        change_hold(handle, hold_after(handle, body.quantity, paid), effects);
    }
}

// What an order holds once it has lost a quantity and paid an amount: what its open rest needs; an
// order without a limit keeps what it did not pay until it closes.
Amount Markets::hold_after(OrderHandle handle, Quantity lost, Amount paid) const {
    BookOrder const& reduced = order(handle);
    OrderTerms const& own = terms(handle);
    if (own.by_budget) return own.held - paid;
    Quantity const open = reduced.open - lost;
    if (open.is_zero()) return Amount{};
    Market const& market = *find(reduced.market);
    if (reduced.side == OrderSide::buy && reduced.price.value == 0)
        return difference_or_zero(own.held, paid);
    auto const needed = market.hold_for(reduced.side, reduced.price, open);
    TALLY_CHECK(needed.has_value());
    return *needed;
}

void Markets::reduce_maker(OrderHandle handle, Quantity quantity) {
    OrderBook& book = listing(order(handle).market).book;
    Quantity const display =
        order(handle).open == order(handle).shown ? Quantity{} : terms(handle).display;
    if (book.fill(handle, quantity, display)) close(handle);
}

void Markets::reduce_taker(OrderHandle handle, Quantity quantity) {
    if (terms(handle).by_budget) return;
    BookOrder const& taking = order(handle);
    if (taking.state == OrderState::resting)
        return listing(taking.market).book.lower(handle, taking.open - quantity);
    BookOrder& reduced = orders_.book.mutate(handle);
    reduced.open -= quantity;
    reduced.shown = std::min(reduced.shown, reduced.open);
    if (reduced.open.is_zero()) close(handle);
}

void Markets::decrement_maker(OrderHandle handle, Quantity quantity) {
    OrderBook& book = listing(order(handle).market).book;
    book.lower(handle, order(handle).open - quantity);
    if (!order(handle).open.is_zero()) return;
    book.remove(handle);
    close(handle);
}

void Markets::apply(
    OrderDecremented const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    OrderHandle const maker = find_order(body.maker);
    OrderHandle const taking = taker(body.taker);
    TALLY_CHECK(maker != no_order);
    TALLY_CHECK(taking != no_order);
    change_hold(maker, hold_after(maker, body.quantity, Amount{}), effects);
    change_hold(taking, hold_after(taking, body.quantity, Amount{}), effects);
    decrement_maker(maker, body.quantity);
    reduce_taker(taking, body.quantity);
}

void Markets::count_trade(Fill const& body) {
    Market& market = undo_.save(listing(body.market).market);
    market.last = body.price;
    market.high = std::max(market.high, body.price);
    market.low = market.trades == 0 ? body.price : std::min(market.low, body.price);
    ++market.trades;
    market.volume += body.quantity.units();
    add_up_to_largest(market.notional, body.quote);
    add_up_to_largest(market.fees, body.maker_fee);
    add_up_to_largest(market.fees, body.taker_fee);
}

void Markets::wait_for_price(OrderHandle handle) {
    BookOrder& waiting = orders_.book.mutate(handle);
    waiting.state = OrderState::waiting;
    Listing& market = listing(waiting.market);
    market.stops(waiting.side).append(handle, terms(handle).stop_price);
    if (waiting.type == OrderType::trailing_stop)
        market.trailing(waiting.side).insert(handle, TrailRule{orders_});
}

// Queues the stops that a trade at `price` reaches, the one reached first first.
void Markets::trigger_stops(Listing& market, OrderSide side, Price price) {
    PriceLevels& levels = market.stops(side);
    for (auto handle = levels.best_order(); handle != no_order; handle = levels.best_order()) {
        Price const stop = terms(handle).stop_price;
        if (side == OrderSide::buy ? stop > price : stop < price) return;
        levels.remove(handle, stop);
        if (terms(handle).trail_position != UINT32_MAX)
            market.trailing(side).remove(handle, TrailRule{orders_});
        push_triggered(handle);
    }
}

// Draws trailing stops after a trade that is more favourable than any that they have seen.
void Markets::move_trailing(Listing& market, OrderSide side, Price price) {
    auto& trailing = market.trailing(side);
    TrailRule const rule{orders_};
    uint128 const reached = TrailRule::distance(side, price);
    while (!trailing.empty() && rule.distance(trailing.top()) < reached) {
        OrderHandle const handle = trailing.top();
        OrderTerms& own = orders_.terms.mutate(handle);
        market.stops(side).remove(handle, own.stop_price);
        own.stop_price = Price{side == OrderSide::sell ? price.value - own.trail.value
                                                       : price.value + own.trail.value};
        market.stops(side).append(handle, own.stop_price);
        trailing.top_became_later(rule);
    }
}

void Markets::push_triggered(OrderHandle handle) {
    BookOrder& pushed = orders_.book.mutate(handle);
    pushed.state = OrderState::triggered;
    pushed.previous = triggered_.last;
    pushed.next = no_order;
    TriggeredQueue& queue = undo_.save(triggered_);
    if (queue.last == no_order)
        queue.first = handle;
    else
        orders_.book.mutate(queue.last).next = handle;
    queue.last = handle;
}

void Markets::remove_triggered(OrderHandle handle) {
    BookOrder& removed = orders_.book.mutate(handle);
    TriggeredQueue& queue = undo_.save(triggered_);
    if (removed.previous == no_order)
        queue.first = removed.next;
    else
        orders_.book.mutate(removed.previous).next = removed.next;
    if (removed.next == no_order)
        queue.last = removed.previous;
    else
        orders_.book.mutate(removed.next).previous = removed.previous;
    removed.state = OrderState::taking;
}

void Markets::apply(
    OrderTriggered const& body, Entry const&, Assets const&, Ledger const&, Effects& effects) {
    OrderHandle const handle = find_order(body.order);
    TALLY_CHECK(handle != no_order && order(handle).state == OrderState::triggered);
    remove_triggered(handle);
    change_hold(handle, body.hold, effects);
    if (body.rests)
        listing(order(handle).market).book.add(handle);
    else
        undo_.save(taking_) = handle;
}

}  // namespace tally
