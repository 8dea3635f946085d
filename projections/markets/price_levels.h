#pragma once

#include "journal/vocabulary/amount.h"
#include "projections/containers/slab.h"
#include "projections/markets/book_order.h"
#include "projections/undo_log.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// 64 neighbouring prices: a queue of orders each, and a bit for each queue that is not empty.
struct LevelPage {
    struct Queue {
        OrderHandle first = no_order;
        OrderHandle last = no_order;
    };

    std::uint64_t occupied = 0;
    std::array<Queue, 64> queues{};
};

using OrderSlab = Slab<BookOrder>;
using PageSlab = Slab<LevelPage>;

// Which price is best: the highest (bids, sell stops) or the lowest (asks, buy stops).
enum class BestPrice : std::uint8_t { highest = 0, lowest = 1 };

// The orders of one side by price, each price a queue in time order, intrusive in the orders.
//
// Prices become ranks (their number of ticks; negated where the lowest is best), so that the best
// rank is always the highest. Pages of 64 ranks stand in a sorted vector with the best at the back:
// finding the best is O(1), removing any order is O(1) but for the removal of an emptied page.
//
// Undo: orders and pages change through their slabs' `mutate`; the vector of pages, which changes
// rarely, is put back whole by a function.
class PriceLevels {
public:
    PriceLevels(
        UndoLog& undo, OrderSlab& orders, PageSlab& pages, BestPrice best, std::uint64_t tick)
        : undo_(undo), orders_(orders), pages_(pages), tick_(tick), best_(best) {}

    // A level while walking from the best price to worse ones. Any change makes it invalid.
    struct Cursor {
        std::size_t place = 0;  // one past its page in the directory; 0 = past the last level
        unsigned slot = 0;
        OrderHandle first = no_order;  // the level's oldest order

        [[nodiscard]] bool at_end() const { return place == 0; }
    };

    [[nodiscard]] bool empty() const { return directory_.empty(); }

    // The oldest order at the best price, or none.
    [[nodiscard]] OrderHandle best_order() const {
        if (directory_.empty()) return no_order;
        LevelPage const& page = pages_[directory_.back().page];
        return page.queues[highest_bit(page.occupied)].first;
    }

    [[nodiscard]] Cursor best_level() const { return level_at(directory_.size()); }

    [[nodiscard]] Cursor next_level(Cursor const& cursor) const {
        LevelPage const& page = pages_[directory_[cursor.place - 1].page];
        std::uint64_t const worse = page.occupied & ((std::uint64_t{1} << cursor.slot) - 1);
        if (worse == 0) return level_at(cursor.place - 1);
        unsigned const slot = highest_bit(worse);
        return {cursor.place, slot, page.queues[slot].first};
    }

    // Puts an order that is in no queue at the back of a price's queue.
    void append(OrderHandle handle, Price price) {
        std::uint64_t const rank = rank_of(price);
        std::uint32_t const page_handle = page_for(rank);
        LevelPage& page = pages_.mutate(page_handle);
        LevelPage::Queue& queue = page.queues[rank % 64];
        page.occupied |= bit_of(rank);
        BookOrder& order = orders_.mutate(handle);
        order.page = page_handle;
        order.previous = queue.last;
        order.next = no_order;
        if (queue.last == no_order)
            queue.first = handle;
        else
            orders_.mutate(queue.last).next = handle;
        queue.last = handle;
    }

    // Takes an order out of its queue, which is the one at `price`.
    void remove(OrderHandle handle, Price price) {
        BookOrder const& order = orders_[handle];
        if (order.previous != no_order) orders_.mutate(order.previous).next = order.next;
        if (order.next != no_order) orders_.mutate(order.next).previous = order.previous;
        if (order.previous != no_order && order.next != no_order) return;
        close_queue_end(order, rank_of(price));
    }

    [[nodiscard]] std::size_t bytes_allocated() const {
        return directory_.capacity() * sizeof(PageRef);
    }

private:
    struct PageRef {
        std::uint64_t number = 0;  // rank / 64
        std::uint32_t page = UINT32_MAX;
    };

    [[nodiscard]] static constexpr std::uint64_t bit_of(std::uint64_t rank) {
        return std::uint64_t{1} << (rank % 64);
    }

    [[nodiscard]] static constexpr unsigned highest_bit(std::uint64_t bits) {
        return 63U - static_cast<unsigned>(std::countl_zero(bits));
    }

    [[nodiscard]] std::uint64_t rank_of(Price price) const {
        std::uint64_t const ticks = tick_ == 1 ? price.value : price.value / tick_;
        return best_ == BestPrice::highest ? ticks : ~ticks;
    }

    [[nodiscard]] Cursor level_at(std::size_t place) const {
        if (place == 0) return {};
        LevelPage const& page = pages_[directory_[place - 1].page];
        unsigned const slot = highest_bit(page.occupied);
        return {place, slot, page.queues[slot].first};
    }

    // The removed order was first or last of its queue, or both.
    void close_queue_end(BookOrder const& order, std::uint64_t rank) {
        LevelPage& page = pages_.mutate(order.page);
        LevelPage::Queue& queue = page.queues[rank % 64];
        if (order.previous == no_order) queue.first = order.next;
        if (order.next == no_order) queue.last = order.previous;
        if (queue.first != no_order) return;
        page.occupied &= ~bit_of(rank);
        if (page.occupied == 0) drop_page(rank / 64);
    }

    // The first place whose page is not before `number`: near the back as a rule.
    [[nodiscard]] std::size_t place_of(std::uint64_t number) const {
        std::size_t place = directory_.size();
        std::size_t const nearest = place < 8 ? 0 : place - 8;
        while (place > nearest && directory_[place - 1].number >= number)
            --place;
        if (place != nearest || place == 0) return place;
        auto const end = directory_.begin() + static_cast<std::ptrdiff_t>(place);
        auto const found = std::lower_bound(
            directory_.begin(), end, number, [](PageRef const& ref, std::uint64_t wanted) {
                return ref.number < wanted;
            });
        return static_cast<std::size_t>(found - directory_.begin());
    }

    [[nodiscard]] std::uint32_t page_for(std::uint64_t rank) {
        std::uint64_t const number = rank / 64;
        std::size_t const place = place_of(number);
        if (place < directory_.size() && directory_[place].number == number)
            return directory_[place].page;
        return add_page(place, number);
    }

    std::uint32_t add_page(std::size_t place, std::uint64_t number) {
        keep_directory();
        std::uint32_t const page = pages_.insert(LevelPage{});
        directory_.insert(directory_.begin() + static_cast<std::ptrdiff_t>(place),
                          PageRef{number, page});
        return page;
    }

    void drop_page(std::uint64_t number) {
        keep_directory();
        std::size_t const place = place_of(number);
        pages_.erase(directory_[place].page);
        directory_.erase(directory_.begin() + static_cast<std::ptrdiff_t>(place));
    }

    void keep_directory() {
        if (undo_.open()) undo_.on_roll_back([this, kept = directory_] { directory_ = kept; });
    }

    UndoLog& undo_;
    OrderSlab& orders_;
    PageSlab& pages_;
    std::vector<PageRef> directory_;
    std::uint64_t tick_;
    BestPrice best_;
};

}  // namespace tally
