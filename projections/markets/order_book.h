#pragma once

#include "journal/vocabulary/check.h"
#include "projections/markets/price_levels.h"

#include <cstdint>

namespace tally {

// The bids and asks of one market: price-time priority. It knows orders and prices and nothing of
// money; Markets and the benchmark of matching alone use this one class.
//
// The orders live in a slab that several books share. Undo: see PriceLevels.
class OrderBook {
public:
    OrderBook(UndoLog& undo, OrderSlab& orders, PageSlab& pages, std::uint64_t tick)
        : orders_(orders),
          bids_(undo, orders, pages, BestPrice::highest, tick),
          asks_(undo, orders, pages, BestPrice::lowest, tick) {}

    [[nodiscard]] PriceLevels const& side(OrderSide side) const {
        return side == OrderSide::buy ? bids_ : asks_;
    }

    // The side that an order of `side` takes from.
    [[nodiscard]] PriceLevels const& against(OrderSide side) const {
        return side == OrderSide::buy ? asks_ : bids_;
    }

    // True if an order of `side` with this limit could trade with one resting at `price`.
    [[nodiscard]] static bool crosses(OrderSide side, Price limit, Price price) {
        return side == OrderSide::buy ? price <= limit : price >= limit;
    }

    // Rests an order, behind all others at its price.
    void add(OrderHandle handle) {
        BookOrder& order = orders_.mutate(handle);
        order.state = OrderState::resting;
        mutable_side(order.side).append(handle, order.price);
    }

    void remove(OrderHandle handle) {
        BookOrder& order = orders_.mutate(handle);
        order.state = OrderState::taking;
        mutable_side(order.side).remove(handle, order.price);
    }

    // Takes a traded quantity off a resting order. One whose shown slice is used up shows the next,
    // of at most `display`, and goes to the back of its level; one with nothing left leaves the
    // book (true) and is the caller's to erase.
    bool fill(OrderHandle handle, Quantity quantity, Quantity display) {
        BookOrder& order = orders_.mutate(handle);
        order.open -= quantity;
        order.shown -= quantity;
        if (!order.shown.is_zero()) return false;
        remove(handle);
        if (order.open.is_zero()) return true;
        order.shown = std::min(order.open, display);
        add(handle);
        return false;
    }

    // Lowers what is open without a trade; the order keeps its place, what is hidden goes first.
    void lower(OrderHandle handle, Quantity open) {
        BookOrder& order = orders_.mutate(handle);
        TALLY_CHECK(open <= order.open);
        order.open = open;
        order.shown = std::min(order.shown, open);
    }

private:
    [[nodiscard]] PriceLevels& mutable_side(OrderSide side) {
        return side == OrderSide::buy ? bids_ : asks_;
    }

    OrderSlab& orders_;
    PriceLevels bids_;
    PriceLevels asks_;
};

}  // namespace tally
