#pragma once

#include "journal/entries/markets.h"
#include "projections/effects.h"

#include <cstdint>

namespace tally {

// An order's place in the pool. Never stored in the record.
using OrderHandle = std::uint32_t;

inline constexpr OrderHandle no_order = UINT32_MAX;

// Where an open order stands.
enum class OrderState : std::uint8_t {
    taking = 0,     // between its own entry and its last fill, in no queue
    resting = 1,    // in the book
    waiting = 2,    // a stop whose price has not traded yet
    triggered = 3,  // a stop whose price has traded, about to take
};

// What matching touches of an open order: one cache line. What else is known of it is in
// OrderTerms, under the same handle.
struct alignas(64) BookOrder {
    OrderId id;
    Price price;     // limit; zero for an order without one
    Quantity open;   // all that can still trade, hidden quantity included
    Quantity shown;  // what can trade before it goes to the back of its level; `open` if no iceberg
    OrderHandle previous = no_order;  // in its queue: a price level, a stop level, or the triggered
    OrderHandle next = no_order;
    std::uint32_t page = UINT32_MAX;   // the level page that its queue is in
    std::uint32_t owner = UINT32_MAX;  // place in the pool of owners
    MarketNumber market;
    OrderSide side = OrderSide::buy;
    OrderType type = OrderType::limit;
    OrderState state = OrderState::taking;
    bool all_or_none = false;
};

static_assert(sizeof(BookOrder) == 64);

// The rest of an open order: what placing, amending, cancelling and looking need.
struct OrderTerms {
    Amount held;        // on the account that pays: quote of a buy, base of a sell
    Quantity quantity;  // ordered in all, as last amended
    Quantity display;   // iceberg slice; zero = all is shown
    Price stop_price;   // where a stop triggers; a trailing stop's moves
    Price trail;        // trailing stop: distance
    Timestamp expires;  // zero = never
    Sequence placed;    // its place_order entry
    AccountHandle base_account;
    AccountHandle quote_account;
    OrderHandle owner_previous = no_order;  // among the owner's open orders, oldest first
    OrderHandle owner_next = no_order;
    std::uint32_t due_position = UINT32_MAX;    // in the heap of what expires
    std::uint32_t trail_position = UINT32_MAX;  // in the market's heap of trailing stops
    SelfTrade self_trade = SelfTrade::cancel_newest;
    TimeInForce time_in_force = TimeInForce::gtc;
    std::uint8_t options = 0;
    bool by_budget = false;  // `held` is what it may still spend; it has no quantity
    bool listed = false;     // found by id and by owner: all but orders that only take
};

}  // namespace tally
