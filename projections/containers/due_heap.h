#pragma once

#include "journal/vocabulary/timestamp.h"
#include "projections/containers/paged_vector.h"
#include "projections/undo_log.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// What expires when: a binary heap over (due, order), where `order` (a sequence) makes the order
// total. The owner of the objects keeps each one's position, so that any can leave in O(log n):
// `moved(handle, position)` tells it.
class DueHeap {
public:
    using Position = std::uint32_t;

    struct Item {
        Timestamp due;
        std::uint64_t order = 0;
        std::uint32_t handle = 0;

        friend auto operator<=>(Item const&, Item const&) = default;
    };

    explicit DueHeap(UndoLog& undo) : items_(undo) {}

    [[nodiscard]] std::size_t size() const { return items_.size(); }

    // The earliest moment in it, or `never`.
    [[nodiscard]] Timestamp next_due() const { return size() == 0 ? never : items_[0].due; }

    template <class Moved>
    void insert(Item const& item, Moved const& moved) {
        Position const at = items_.push_back(item);
        moved(item.handle, at);
        sift_up(at, moved);
    }

    template <class Moved>
    void erase(Position at, Moved const& moved) {
        auto const last = static_cast<Position>(size() - 1);
        Item const displaced = items_[last];
        items_.pop_back();
        if (at == last) return;
        place(at, displaced, moved);
        sift_up(at, moved);
        sift_down(at, moved);
    }

    // Appends all that is due at `now`, earliest first.
    void collect_due(Timestamp now, std::vector<Item>& out) const {
        auto const first = static_cast<std::ptrdiff_t>(out.size());
        if (next_due() <= now) out.push_back(items_[0]);
        std::vector<Position> open;
        if (next_due() <= now) open.push_back(0);
        while (!open.empty()) {
            std::size_t const parent = open.back();
            open.pop_back();
            for (std::size_t child = 2 * parent + 1; child <= 2 * parent + 2; ++child) {
                if (child >= size() || items_[static_cast<Position>(child)].due > now) continue;
                out.push_back(items_[static_cast<Position>(child)]);
                open.push_back(static_cast<Position>(child));
            }
        }
        std::sort(out.begin() + first, out.end());
    }

    [[nodiscard]] std::size_t bytes_allocated() const { return items_.bytes_allocated(); }

private:
    template <class Moved>
    void place(Position at, Item const& item, Moved const& moved) {
        items_.mutate(at) = item;
        moved(item.handle, at);
    }

    template <class Moved>
    void swap(Position left, Position right, Moved const& moved) {
        Item const item = items_[left];
        place(left, Item{items_[right]}, moved);
        place(right, item, moved);
    }

    template <class Moved>
    void sift_up(Position at, Moved const& moved) {
        while (at != 0 && items_[at] < items_[(at - 1) / 2]) {
            swap(at, (at - 1) / 2, moved);
            at = (at - 1) / 2;
        }
    }

    template <class Moved>
    void sift_down(Position at, Moved const& moved) {
        for (;;) {
            std::size_t smallest = at;
            for (std::size_t child = 2 * std::size_t{at} + 1; child <= 2 * std::size_t{at} + 2;
                 ++child)
                if (child < size() &&
                    items_[static_cast<Position>(child)] < items_[static_cast<Position>(smallest)])
                    smallest = child;
            if (smallest == at) return;
            swap(at, static_cast<Position>(smallest), moved);
            at = static_cast<Position>(smallest);
        }
    }

    PagedVector<Item> items_;
};

}  // namespace tally
