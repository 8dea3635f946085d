#include "projections/markets/markets.h"

#include <algorithm>
#include <utility>

// The saved form: the markets by number, each with its terms, its statistics and the orders of its
// four sides in queue order; then the triggered stops and the order in flight. Handles, owners'
// lists and heaps follow from that and are made anew.
namespace tally {

namespace {

template <std::size_t Size>
void save_symbol(Saver& saver, Symbol<Size> const& symbol) {
    for (char const c : symbol.bytes())
        saver.put(static_cast<std::uint8_t>(c));
}

MarketSymbol load_symbol(Loader& loader) {
    std::array<char, MarketSymbol::capacity> bytes{};
    for (char& c : bytes)
        c = static_cast<char>(loader.get<std::uint8_t>());
    return MarketSymbol::from_bytes(bytes);
}

void save_increment(Saver& saver, Increment const& increment) {
    saver.put(increment.units);
    saver.put(increment.scale);
}

Increment load_increment(Loader& loader) {
    Increment increment;
    increment.units = loader.get<std::uint64_t>();
    increment.scale = loader.get<std::uint8_t>();
    return increment;
}

Price load_price(Loader& loader) {
    return Price{loader.get<std::uint64_t>()};
}

Quantity load_quantity(Loader& loader) {
    return Quantity{loader.get<std::uint64_t>()};
}

Amount load_amount(Loader& loader) {
    return Amount{loader.get<uint128>()};
}

// An enumerator whose number is at most `last`, or a failed loader.
template <class Enum>
Enum load_enum(Loader& loader, Enum last) {
    auto const number = loader.get<std::uint8_t>();
    if (number > static_cast<std::uint8_t>(last)) loader.fail();
    return static_cast<Enum>(number);
}

// One byte, 0 or 1; anything else fails the loader and is false.
bool load_flag(Loader& loader) {
    auto const byte = loader.get<std::uint8_t>();
    if (byte > 1) loader.fail();
    return byte == 1;
}

void load_statistics(Loader& loader, Market& market) {
    market.last = load_price(loader);
    market.high = load_price(loader);
    market.low = load_price(loader);
    market.trades = loader.get<std::uint64_t>();
    market.volume = loader.get<uint128>();
    market.notional = load_amount(loader);
    market.fees = load_amount(loader);
}

BookOrder load_book_order(Loader& loader) {
    BookOrder order;
    order.id = OrderId{loader.get<uint128>()};
    order.price = load_price(loader);
    order.open = load_quantity(loader);
    order.shown = load_quantity(loader);
    order.market = MarketNumber{loader.get<std::uint32_t>()};
    order.side = load_enum(loader, OrderSide::sell);
    order.type = load_enum(loader, OrderType::trailing_stop);
    order.state = load_enum(loader, OrderState::triggered);
    return order;
}

OrderTerms load_terms(Loader& loader) {
    OrderTerms own;
    own.held = load_amount(loader);
    own.quantity = load_quantity(loader);
    own.display = load_quantity(loader);
    own.stop_price = load_price(loader);
    own.trail = load_price(loader);
    own.expires = Timestamp{loader.get<std::uint64_t>()};
    own.placed = Sequence{loader.get<std::uint64_t>()};
    own.base_account = AccountHandle{loader.get<std::uint32_t>()};
    own.quote_account = AccountHandle{loader.get<std::uint32_t>()};
    own.self_trade = load_enum(loader, SelfTrade::decrement);
    own.time_in_force = load_enum(loader, TimeInForce::fok);
    own.options = loader.get<std::uint8_t>();
    own.by_budget = load_flag(loader);
    own.listed = load_flag(loader);
    return own;
}

}  // namespace

void Markets::save(Saver& saver) const {
    saver.put(market_count());
    for (auto const& listed : listings_) {
        save_market(saver, listed->market);
        save_queues(saver, listed->book.side(OrderSide::buy));
        save_queues(saver, listed->book.side(OrderSide::sell));
        save_queues(saver, listed->buy_stops);
        save_queues(saver, listed->sell_stops);
    }
    for (auto handle = triggered_.first; handle != no_order; handle = next_in_queue(handle))
        save_order(saver, handle);
    if (taking_ != no_order) save_order(saver, taking_);
    save_end(saver);
}

void Markets::save_market(Saver& saver, Market const& market) const {
    save_symbol(saver, market.symbol);
    saver.put(market.base.value);
    saver.put(market.quote.value);
    save_increment(saver, market.tick);
    save_increment(saver, market.lot);
    saver.put(market.maker_fee_bps);
    saver.put(market.taker_fee_bps);
    saver.put(market.band_bps);
    saver.put(market.halted);
    saver.put(market.fee_owner.value);
    saver.put(market.fee_account.value);
    saver.put(market.multiplier);
    saver.put(market.divisor);
    saver.put(market.base_multiplier);
    saver.put(market.last.value);
    saver.put(market.high.value);
    saver.put(market.low.value);
    saver.put(market.trades);
    saver.put(market.volume);
    saver.put(market.notional.units());
    saver.put(market.fees.units());
}

void Markets::save_queues(Saver& saver, PriceLevels const& levels) const {
    for (auto level = levels.best_level(); !level.at_end(); level = levels.next_level(level))
        for (auto handle = level.first; handle != no_order; handle = next_in_queue(handle))
            save_order(saver, handle);
    save_end(saver);
}

void Markets::save_end(Saver& saver) const {
    saver.put(false);
}

void Markets::save_order(Saver& saver, OrderHandle handle) const {
    BookOrder const& order = orders_.book[handle];
    OrderTerms const& own = orders_.terms[handle];
    saver.put(true);
    saver.put(own.listed ? owner_of(handle).value : uint128{0});
    saver.put(order.id.value);
    saver.put(order.price.value);
    saver.put(order.open.units());
    saver.put(order.shown.units());
    saver.put(order.market.value);
    saver.put(static_cast<std::uint8_t>(order.side));
    saver.put(static_cast<std::uint8_t>(order.type));
    saver.put(static_cast<std::uint8_t>(order.state));
    saver.put(own.held.units());
    saver.put(own.quantity.units());
    saver.put(own.display.units());
    saver.put(own.stop_price.value);
    saver.put(own.trail.value);
    saver.put(own.expires.ns);
    saver.put(own.placed.value);
    saver.put(own.base_account.value);
    saver.put(own.quote_account.value);
    saver.put(static_cast<std::uint8_t>(own.self_trade));
    saver.put(static_cast<std::uint8_t>(own.time_in_force));
    saver.put(own.options);
    saver.put(own.by_budget);
    saver.put(own.listed);
}

bool Markets::load(Loader& loader) {
    auto const count = loader.get<std::uint32_t>();
    Restored restored;
    for (std::uint32_t i = 0; i < count; ++i) {
        if (!load_market(loader)) return false;
        for (int side = 0; side < 4; ++side)
            if (!load_queue(loader, restored)) return false;
    }
    if (!load_queue(loader, restored)) return false;
    std::sort(restored.begin(), restored.end(), [this](auto const& left, auto const& right) {
        return terms(left.first).placed < terms(right.first).placed;
    });
    for (auto const& [handle, owner] : restored) {
        if (find_order(order(handle).id) != no_order) return false;
        list_restored(handle, owner);
    }
    return loader.ok();
}

bool Markets::load_market(Loader& loader) {
    Market market;
    market.symbol = load_symbol(loader);
    market.number = MarketNumber{market_count() + 1};
    market.base = AssetNumber{loader.get<std::uint32_t>()};
    market.quote = AssetNumber{loader.get<std::uint32_t>()};
    market.tick = load_increment(loader);
    market.lot = load_increment(loader);
    market.maker_fee_bps = loader.get<std::uint16_t>();
    market.taker_fee_bps = loader.get<std::uint16_t>();
    market.band_bps = loader.get<std::uint16_t>();
    market.halted = load_flag(loader);
    market.fee_owner = OwnerId{loader.get<uint128>()};
    market.fee_account = AccountHandle{loader.get<std::uint32_t>()};
    market.multiplier = loader.get<uint128>();
    market.divisor = loader.get<uint128>();
    market.base_multiplier = loader.get<uint128>();
    load_statistics(loader, market);
    if (!loader.ok() || market.tick.units == 0 || market.divisor == 0) return false;
    add_market(market);
    return true;
}

// The orders of one queue or side, each put back where its state says.
bool Markets::load_queue(Loader& loader, Restored& restored) {
    while (load_flag(loader)) {
        OwnerId const owner{loader.get<uint128>()};
        BookOrder order = load_book_order(loader);
        OrderTerms const own = load_terms(loader);
        if (!loader.ok() || find(order.market) == nullptr) return false;
        order.all_or_none = (own.options & order_option::all_or_none) != 0;
        OrderHandle const handle = orders_.insert(order, own);
        if (own.listed) restored.emplace_back(handle, owner);
        enter_queue(handle);
    }
    return loader.ok();
}

void Markets::enter_queue(OrderHandle handle) {
    BookOrder const& entering = order(handle);
    switch (entering.state) {
        case OrderState::taking:
            taking_ = handle;
            return;
        case OrderState::resting:
            return listing(entering.market).book.add(handle);
        case OrderState::waiting:
            return wait_for_price(handle);
        case OrderState::triggered:
            return push_triggered(handle);
    }
}

void Markets::list_restored(OrderHandle handle, OwnerId owner) {
    orders_.list(handle, owner);
    ++listing(order(handle).market).market.open_orders;
    if (terms(handle).expires.ns != 0) due_.insert(handle, DueRule{orders_});
}

}  // namespace tally
