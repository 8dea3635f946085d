#pragma once

#include "journal/entry.h"
#include "projections/assets/assets.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/slab.h"
#include "projections/effects.h"
#include "projections/ledger/ledger.h"
#include "projections/markets/book_order.h"
#include "projections/markets/handle_heap.h"
#include "projections/markets/market.h"
#include "projections/markets/order_book.h"
#include "projections/markets/order_pool.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace tally {

// The markets of a record, their books, stops and open orders. Rules: docs/markets.md.
//
// Orders are named by a handle while they are open; a handle is never part of the record, of an
// order among orders, or of a saved form. An order is found by id or by handle in O(1); its owner's
// orders hang together oldest first.
//
// Undo: orders, level pages and owners change through Slab::mutate, indexes and heaps keep what
// they overwrite, the directories of pages and the list of markets are put back by functions;
// `reserve` makes room before a scope so that nothing kept moves.
class Markets {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::uint32_t max_markets = 65'535;
    static constexpr std::uint32_t max_open_orders = 2'000'000'000;

    explicit Markets(UndoLog& undo);
    Markets(Markets const&) = delete;
    Markets& operator=(Markets const&) = delete;

    // Says what the entry does to the ledger, then folds it. The ledger is as before the entry.
    template <class Body>
    void apply(Body const&, Entry const&, Assets const&, Ledger const&, Effects&) {}

    void apply(CreateMarket const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(ControlMarket const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(PlaceOrder const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(AmendOrder const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(CancelOrder const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(Fill const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(OrderCancelled const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(OrderExpired const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(OrderTriggered const&, Entry const&, Assets const&, Ledger const&, Effects&);
    void apply(OrderDecremented const&, Entry const&, Assets const&, Ledger const&, Effects&);

    // Markets are numbered 1 .. market_count() in order of creation. Null if there is none.
    [[nodiscard]] std::uint32_t market_count() const;
    [[nodiscard]] Market const* find(MarketSymbol const& symbol) const;
    [[nodiscard]] Market const* find(MarketNumber number) const;

    // The order's handle, or no_order if it is not open. (A market or IOC order is never found: it
    // is gone before its command is over.)
    [[nodiscard]] OrderHandle find_order(OrderId id) const { return orders_.find(id); }

    [[nodiscard]] BookOrder const& order(OrderHandle handle) const { return orders_.book[handle]; }

    [[nodiscard]] OrderTerms const& terms(OrderHandle handle) const {
        return orders_.terms[handle];
    }

    [[nodiscard]] OwnerId owner_of(OrderHandle handle) const;

    [[nodiscard]] std::size_t order_count() const { return orders_.book.size(); }

    // Every open order, oldest first. Walks and sorts: for looking, not for deciding.
    [[nodiscard]] std::vector<OrderHandle> open_orders() const;

    // An owner's open orders, oldest first; no_order at the end.
    [[nodiscard]] OrderHandle first_of_owner(OwnerId owner) const;

    [[nodiscard]] OrderHandle next_of_owner(OrderHandle handle) const {
        return orders_.terms[handle].owner_next;
    }

    // The place of an owner with open orders, as in BookOrder::owner; UINT32_MAX for any other.
    [[nodiscard]] std::uint32_t owner_place(OwnerId owner) const {
        return orders_.find_owner(owner);
    }

    // One side of a market's book, best price first; next_in_queue goes through a level.
    [[nodiscard]] PriceLevels const& side(MarketNumber market, OrderSide side) const;
    // Its waiting stops, those that trigger first first.
    [[nodiscard]] PriceLevels const& stops(MarketNumber market, OrderSide side) const;

    [[nodiscard]] OrderHandle next_in_queue(OrderHandle handle) const {
        return orders_.book[handle].next;
    }

    struct LevelTotals {
        Price price;
        uint128 shown = 0;
        uint128 hidden = 0;
        std::uint32_t orders = 0;
    };

    [[nodiscard]] LevelTotals totals(PriceLevels::Cursor const& level) const;

    // The stop that takes next, or no_order. Not empty only in the middle of a command.
    [[nodiscard]] OrderHandle first_triggered() const { return triggered_.first; }

    // The earliest moment at which an order expires, or `never`, and those due at a moment,
    // unsorted.
    [[nodiscard]] Timestamp next_due() const;
    [[nodiscard]] std::vector<OrderHandle> due_at(Timestamp time) const;

    // What open orders hold on each account, by handle of the account: to be compared with the
    // ledger. Its size is `accounts`.
    [[nodiscard]] std::vector<Amount> held_by_account(std::size_t accounts) const;

    [[nodiscard]] std::size_t bytes_allocated() const;

    void reserve(std::size_t commands);
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    struct Listing {
        Listing(UndoLog& undo, OrderPool& orders, PageSlab& pages, Market const& terms);

        Market market;
        OrderBook book;
        PriceLevels buy_stops;
        PriceLevels sell_stops;
        HandleHeap<TrailRule> trailing_buys;
        HandleHeap<TrailRule> trailing_sells;

        [[nodiscard]] PriceLevels& stops(OrderSide side) {
            return side == OrderSide::buy ? buy_stops : sell_stops;
        }

        [[nodiscard]] HandleHeap<TrailRule>& trailing(OrderSide side) {
            return side == OrderSide::buy ? trailing_buys : trailing_sells;
        }
    };

    struct TriggeredQueue {
        OrderHandle first = no_order;
        OrderHandle last = no_order;
    };

    [[nodiscard]] Listing& listing(MarketNumber number) { return *listings_[number.value - 1]; }

    [[nodiscard]] OrderHandle taker(OrderId id) const;
    void add_market(Market const& market);

    OrderHandle insert(PlaceOrder const& body, Entry const& entry, Ledger const& ledger);
    void wait_for_price(OrderHandle handle);
    void leave_queue(OrderHandle handle);
    void close(OrderHandle handle);
    void cancel(OrderHandle handle, Effects& effects);
    void change_hold(OrderHandle handle, Amount now, Effects& effects);
    [[nodiscard]] Amount hold_after(OrderHandle handle, Quantity lost, Amount paid) const;
    void reduce_maker(OrderHandle handle, Quantity quantity);
    void reduce_taker(OrderHandle handle, Quantity quantity);
    void decrement_maker(OrderHandle handle, Quantity quantity);

    void settle(Fill const& body, OrderHandle maker, OrderHandle taker, Effects& effects);
    void count_trade(Fill const& body);
    void trigger_stops(Listing& listing, OrderSide side, Price price);
    void move_trailing(Listing& listing, OrderSide side, Price price);
    void push_triggered(OrderHandle handle);
    void remove_triggered(OrderHandle handle);

    // Orders read from a snapshot that are to be listed again, oldest first, with their owners.
    using Restored = std::vector<std::pair<OrderHandle, OwnerId>>;

    void save_market(Saver& saver, Market const& market) const;
    void save_order(Saver& saver, OrderHandle handle) const;
    void save_queues(Saver& saver, PriceLevels const& levels) const;
    void save_end(Saver& saver) const;
    [[nodiscard]] bool load_market(Loader& loader);
    [[nodiscard]] bool load_queue(Loader& loader, Restored& restored);
    void enter_queue(OrderHandle handle);
    void list_restored(OrderHandle handle, OwnerId owner);

    UndoLog& undo_;
    OrderPool orders_;
    PageSlab pages_;
    std::vector<std::unique_ptr<Listing>> listings_;
    std::map<MarketSymbol, MarketNumber> symbols_;
    HandleHeap<DueRule> due_;
    TriggeredQueue triggered_;
    OrderHandle taking_ = no_order;  // the order in flight: taking, in no queue
    std::size_t scope_room_ = 0;     // the last `reserve`
};

}  // namespace tally
