#pragma once

#include "journal/vocabulary/check.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/slab.h"
#include "projections/markets/book_order.h"
#include "projections/markets/price_levels.h"

#include <cstdint>

namespace tally {

// An owner who has open orders: the two ends of their list.
struct OwnerOrders {
    OwnerId id;
    OrderHandle oldest = no_order;
    OrderHandle newest = no_order;
};

// The open orders of all markets: two parallel slabs (a handle names the same order in both), found
// by id, and strung together by owner.
class OrderPool {
    struct IdOf {
        OrderSlab const& orders;

        uint128 operator()(OrderHandle handle) const { return orders[handle].id.value; }
    };

    struct OwnerIdOf {
        Slab<OwnerOrders> const& owners;

        uint128 operator()(std::uint32_t place) const { return owners[place].id.value; }
    };

    [[nodiscard]] IdOf id_of() const { return {book}; }

    [[nodiscard]] OwnerIdOf owner_id_of() const { return {owners_}; }

public:
    explicit OrderPool(UndoLog& undo)
        : book(undo), terms(undo), ids_(undo), owners_(undo), owner_ids_(undo) {}

    OrderSlab book;
    Slab<OrderTerms> terms;

    OrderHandle insert(BookOrder const& order, OrderTerms const& order_terms) {
        OrderHandle const handle = book.insert(order);
        OrderHandle const same = terms.insert(order_terms);
        TALLY_CHECK(same == handle);
        return handle;
    }

    void erase(OrderHandle handle) {
        book.erase(handle);
        terms.erase(handle);
    }

    [[nodiscard]] OrderHandle find(OrderId id) const { return ids_.find(id.value, id_of()); }

    [[nodiscard]] std::uint32_t find_owner(OwnerId owner) const {
        return owner_ids_.find(owner.value, owner_id_of());
    }

    [[nodiscard]] OwnerOrders const& owner(std::uint32_t place) const { return owners_[place]; }

    // Makes an order findable, as its owner's newest.
    void list(OrderHandle handle, OwnerId owner);

    // Makes a listed order unfindable; an owner without orders is forgotten.
    void unlist(OrderHandle handle);

    void reserve(std::size_t orders) {
        ids_.reserve(orders, id_of());
        owner_ids_.reserve(orders, owner_id_of());
    }

    [[nodiscard]] std::size_t bytes_allocated() const {
        return book.bytes_allocated() + terms.bytes_allocated() + ids_.bytes_allocated() +
               owners_.bytes_allocated() + owner_ids_.bytes_allocated();
    }

private:
    FlatIndex ids_;
    Slab<OwnerOrders> owners_;
    FlatIndex owner_ids_;
};

// What expires first: by time, then by age.
struct DueRule {
    OrderPool& orders;

    [[nodiscard]] bool before(OrderHandle left, OrderHandle right) const {
        OrderTerms const& a = orders.terms[left];
        OrderTerms const& b = orders.terms[right];
        return a.expires != b.expires ? a.expires < b.expires : a.placed < b.placed;
    }

    [[nodiscard]] std::uint32_t& position(OrderHandle handle) const {
        return orders.terms.mutate(handle).due_position;
    }
};

// Which trailing stop a favourable trade moves first: the one whose mark, the most favourable price
// that it has seen, is the nearest; then the oldest.
struct TrailRule {
    OrderPool& orders;

    // Lower is nearer. For a sell the highest price seen; for a buy the lowest, mirrored.
    [[nodiscard]] uint128 distance(OrderHandle handle) const {
        OrderTerms const& order = orders.terms[handle];
        uint128 const stop = order.stop_price.value;
        if (orders.book[handle].side == OrderSide::sell) return stop + order.trail.value;
        return (uint128{1} << 64U) + order.trail.value - stop;
    }

    // The same measure of a trade's price: a trade beyond an order's mark moves its stop.
    [[nodiscard]] static uint128 distance(OrderSide side, Price price) {
        return side == OrderSide::sell ? uint128{price.value} : (uint128{1} << 64U) - price.value;
    }

    [[nodiscard]] bool before(OrderHandle left, OrderHandle right) const {
        uint128 const a = distance(left);
        uint128 const b = distance(right);
        return a != b ? a < b : orders.terms[left].placed < orders.terms[right].placed;
    }

    [[nodiscard]] std::uint32_t& position(OrderHandle handle) const {
        return orders.terms.mutate(handle).trail_position;
    }
};

}  // namespace tally
