#include "projections/markets/order_pool.h"

#include "journal/vocabulary/check.h"

namespace tally {

void OrderPool::list(OrderHandle handle, OwnerId owner) {
    std::uint32_t place = find_owner(owner);
    if (place == UINT32_MAX) {
        place = owners_.insert(OwnerOrders{owner, no_order, no_order});
        owner_ids_.insert(owner.value, place, owner_id_of());
    }
    BookOrder& order = book.mutate(handle);
    OrderTerms& own = terms.mutate(handle);
    OwnerOrders& orders = owners_.mutate(place);
    order.owner = place;
    own.listed = true;
    own.owner_previous = orders.newest;
    own.owner_next = no_order;
    if (orders.newest == no_order)
        orders.oldest = handle;
    else
        terms.mutate(orders.newest).owner_next = handle;
    orders.newest = handle;
    ids_.insert(order.id.value, handle, id_of());
}

void OrderPool::unlist(OrderHandle handle) {
    BookOrder const& order = book[handle];
    OrderTerms& own = terms.mutate(handle);
    TALLY_CHECK(own.listed);
    ids_.erase(order.id.value, id_of());
    own.listed = false;
    OwnerOrders& orders = owners_.mutate(order.owner);
    if (own.owner_previous == no_order)
        orders.oldest = own.owner_next;
    else
        terms.mutate(own.owner_previous).owner_next = own.owner_next;
    if (own.owner_next == no_order)
        orders.newest = own.owner_previous;
    else
        terms.mutate(own.owner_next).owner_previous = own.owner_previous;
    if (orders.oldest != no_order) return;
    owner_ids_.erase(orders.id.value, owner_id_of());
    owners_.erase(order.owner);
}

}  // namespace tally
