#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>

// Bodies of the markets' entries. Rules: docs/markets.md.
namespace tally {

enum class OrderSide : std::uint8_t { buy = 0, sell = 1 };

enum class OrderType : std::uint8_t {
    limit = 0,
    market = 1,
    stop = 2,
    stop_limit = 3,
    trailing_stop = 4,
};

enum class TimeInForce : std::uint8_t { gtc = 0, gtd = 1, ioc = 2, fok = 3 };

enum class SelfTrade : std::uint8_t {
    cancel_newest = 0,
    cancel_oldest = 1,
    cancel_both = 2,
    decrement = 3,
};

// Bits of PlaceOrder::options. Stored: append, never renumber.
namespace order_option {
inline constexpr std::uint8_t post_only = 1U << 0U;
inline constexpr std::uint8_t all_or_none = 1U << 1U;
}  // namespace order_option

// A count of 10^-scale: how a tick and a lot are written down.
struct Increment {
    std::uint64_t units = 0;
    std::uint8_t scale = 0;

    friend bool operator==(Increment const&, Increment const&) = default;
};

struct CreateMarket {
    MarketSymbol symbol;
    AssetNumber base;
    AssetNumber quote;
    Increment tick;  // in quote per whole base; its scale is the scale of every Price here
    Increment lot;   // in base; its scale is the scale of every Quantity here
    std::uint16_t maker_fee_bps = 0;
    std::uint16_t taker_fee_bps = 0;
    OwnerId fee_owner;
    std::uint16_t band_bps = 0;  // price band around the last trade; 0 = none
    MarketNumber number;         // decided
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateMarket const&, CreateMarket const&) = default;
};

enum class MarketControl : std::uint8_t { halt = 0, resume = 1, set_band = 2 };

struct ControlMarket {
    MarketNumber market;
    MarketControl control = MarketControl::halt;
    std::uint16_t band_bps = 0;
    Outcome outcome = Outcome::ok;

    friend bool operator==(ControlMarket const&, ControlMarket const&) = default;
};

struct PlaceOrder {
    OrderId id;
    OwnerId owner;
    MarketNumber market;
    OrderSide side = OrderSide::buy;
    OrderType type = OrderType::limit;
    TimeInForce time_in_force = TimeInForce::gtc;
    SelfTrade self_trade = SelfTrade::cancel_newest;
    std::uint8_t options = 0;
    Price price;        // limit; zero for market, stop and trailing stop
    Quantity quantity;  // zero for an order by budget
    Price stop_price;   // stop, stop limit, trailing stop (its first stop; zero = trail from last)
    Price trail;        // trailing stop: distance
    Quantity display;   // iceberg: size of a displayed slice; zero = all is displayed
    Quantity min_quantity;  // must fill at once, or nothing does; zero = none
    Amount budget;          // in quote: what a market buy may spend; zero = by quantity
    Timestamp expires;      // GTD only
    Amount hold;  // decided: reserved on the owner's account, quote for a buy, base for a sell
    bool rests = false;  // decided: enters the book (or waits as a stop) after its fills
    Outcome outcome = Outcome::ok;

    friend bool operator==(PlaceOrder const&, PlaceOrder const&) = default;
};

struct AmendOrder {
    OrderId id;
    Price price;                  // zero = unchanged
    Quantity quantity;            // new total open quantity; zero = unchanged
    Amount hold;                  // decided: what is held for it from now on
    bool keeps_priority = false;  // decided
    bool rests = false;           // decided: still in the book after its fills
    Outcome outcome = Outcome::ok;

    friend bool operator==(AmendOrder const&, AmendOrder const&) = default;
};

struct CancelOrder {
    OrderId id;
    Outcome outcome = Outcome::ok;

    friend bool operator==(CancelOrder const&, CancelOrder const&) = default;
};

// Cancels an owner's orders, each by an OrderCancelled of its own, oldest first.
struct CancelAll {
    OwnerId owner;
    MarketNumber market;      // zero = every market
    std::uint32_t count = 0;  // decided: how many were cancelled
    Outcome outcome = Outcome::ok;

    friend bool operator==(CancelAll const&, CancelAll const&) = default;
};

// Two orders traded, at the maker's price. Money and goods change hands in this entry.
struct Fill {
    MarketNumber market;
    OrderSide taker_side = OrderSide::buy;
    OrderId maker;
    OrderId taker;
    Price price;
    Quantity quantity;
    Amount quote;      // price x quantity in quote's smallest unit, rounded down
    Amount maker_fee;  // in quote, rounded down
    Amount taker_fee;  // in quote, rounded down

    friend bool operator==(Fill const&, Fill const&) = default;
};

enum class CancelReason : std::uint8_t {
    requested = 0,           // cancel_all
    unfilled_remainder = 1,  // of a market, IOC or budget order
    self_trade = 2,
    budget_spent = 3,
    market_closed = 4,
};

// An order left before it was filled, and not by a cancel_order of its own; its hold is released.
struct OrderCancelled {
    OrderId order;
    CancelReason reason = CancelReason::requested;

    friend bool operator==(OrderCancelled const&, OrderCancelled const&) = default;
};

// Consequence of a tick: a GTD order's time came.
struct OrderExpired {
    OrderId order;

    friend bool operator==(OrderExpired const&, OrderExpired const&) = default;
};

// A stop's price traded: it is now a market or limit order, taking in this step.
struct OrderTriggered {
    OrderId order;
    Amount hold;         // decided: what is held for it from now on
    bool rests = false;  // decided: enters the book after its fills

    friend bool operator==(OrderTriggered const&, OrderTriggered const&) = default;
};

// Self-trade prevention by decrement: both orders lose this much, without a trade.
struct OrderDecremented {
    OrderId maker;
    OrderId taker;
    Quantity quantity;

    friend bool operator==(OrderDecremented const&, OrderDecremented const&) = default;
};

}  // namespace tally
