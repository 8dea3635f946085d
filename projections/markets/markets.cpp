#include "projections/markets/markets.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

Markets::Listing::Listing(UndoLog& undo, OrderPool& orders, PageSlab& pages, Market const& terms)
    : market(terms),
      book(undo, orders.book, pages, terms.tick.units),
      buy_stops(undo, orders.book, pages, BestPrice::lowest, terms.tick.units),
      sell_stops(undo, orders.book, pages, BestPrice::highest, terms.tick.units),
      trailing_buys(undo),
      trailing_sells(undo) {}

Markets::Markets(UndoLog& undo) : undo_(undo), orders_(undo), pages_(undo), due_(undo) {}

std::uint32_t Markets::market_count() const {
    return static_cast<std::uint32_t>(listings_.size());
}

Market const* Markets::find(MarketSymbol const& symbol) const {
    auto const found = symbols_.find(symbol);
    return found == symbols_.end() ? nullptr : find(found->second);
}

Market const* Markets::find(MarketNumber number) const {
    if (number.value == 0 || number.value > listings_.size()) return nullptr;
    return &listings_[number.value - 1]->market;
}

OwnerId Markets::owner_of(OrderHandle handle) const {
    return orders_.owner(orders_.book[handle].owner).id;
}

OrderHandle Markets::first_of_owner(OwnerId owner) const {
    auto const place = orders_.find_owner(owner);
    return place == UINT32_MAX ? no_order : orders_.owner(place).oldest;
}

std::vector<OrderHandle> Markets::open_orders() const {
    std::vector<OrderHandle> handles;
    handles.reserve(orders_.book.size());
    for (OrderHandle handle = 0; handle < orders_.book.end(); ++handle)
        if (orders_.book.is_live(handle)) handles.push_back(handle);
    std::sort(handles.begin(), handles.end(), [this](OrderHandle left, OrderHandle right) {
        return terms(left).placed < terms(right).placed;
    });
    return handles;
}

PriceLevels const& Markets::side(MarketNumber market, OrderSide side) const {
    return listings_[market.value - 1]->book.side(side);
}

PriceLevels const& Markets::stops(MarketNumber market, OrderSide side) const {
    auto const& listing = *listings_[market.value - 1];
    return side == OrderSide::buy ? listing.buy_stops : listing.sell_stops;
}

Markets::LevelTotals Markets::totals(PriceLevels::Cursor const& level) const {
    LevelTotals totals;
    for (auto handle = level.first; handle != no_order; handle = next_in_queue(handle)) {
        BookOrder const& order = orders_.book[handle];
        totals.price = order.price;
        totals.shown += order.shown.units();
        totals.hidden += (order.open - order.shown).units();
        ++totals.orders;
    }
    return totals;
}

Timestamp Markets::next_due() const {
    return due_.empty() ? never : terms(due_.top()).expires;
}

std::vector<OrderHandle> Markets::due_at(Timestamp time) const {
    std::vector<OrderHandle> due;
    due_.visit_while([&](OrderHandle handle) { return terms(handle).expires <= time; },
                     [&](OrderHandle handle) { due.push_back(handle); });
    return due;
}

std::vector<Amount> Markets::held_by_account(std::size_t accounts) const {
    std::vector<Amount> held(accounts);
    for (OrderHandle handle = 0; handle < orders_.book.end(); ++handle) {
        if (!orders_.book.is_live(handle)) continue;
        OrderTerms const& own = terms(handle);
        bool const buys = order(handle).side == OrderSide::buy;
        held.at((buys ? own.quote_account : own.base_account).value) += own.held;
    }
    return held;
}

std::size_t Markets::bytes_allocated() const {
    std::size_t bytes = orders_.bytes_allocated() + pages_.bytes_allocated();
    for (auto const& listing : listings_)
        bytes += sizeof(Listing) + listing->book.side(OrderSide::buy).bytes_allocated() +
                 listing->book.side(OrderSide::sell).bytes_allocated();
    return bytes;
}

void Markets::reserve(std::size_t commands) {
    scope_room_ = commands;
    orders_.reserve(commands);
    due_.reserve(commands);
    for (auto& listing : listings_) {
        listing->trailing_buys.reserve(commands);
        listing->trailing_sells.reserve(commands);
    }
}

void Markets::add_market(Market const& market) {
    auto& added =
        *listings_.emplace_back(std::make_unique<Listing>(undo_, orders_, pages_, market));
    added.trailing_buys.reserve(scope_room_);
    added.trailing_sells.reserve(scope_room_);
    symbols_.emplace(market.symbol, market.number);
    undo_.on_roll_back([this, symbol = market.symbol] {
        listings_.pop_back();
        symbols_.erase(symbol);
    });
}

}  // namespace tally
