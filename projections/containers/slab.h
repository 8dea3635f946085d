#pragma once

#include "journal/vocabulary/check.h"
#include "projections/undo_log.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace tally {

// Objects at stable addresses, named by a dense 32-bit handle. Freed handles are used again, last
// freed first, so that the handles are a function of the record and nothing else.
//
// Every change of a stored object goes through `mutate`, which keeps the UndoLog honest.
template <class T>
class Slab {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    using Handle = std::uint32_t;
    static constexpr Handle none = UINT32_MAX;
    static constexpr std::size_t page_size = 4096;

    explicit Slab(UndoLog& undo) : undo_(undo) {}

    [[nodiscard]] T const& operator[](Handle handle) const {
        return page_of(handle).objects[slot(handle)];
    }

    // The object, for changing.
    [[nodiscard]] T& mutate(Handle handle) {
        return undo_.save(page_of(handle).objects[slot(handle)]);
    }

    Handle insert(T const& object) {
        Counters& counters = undo_.save(counters_);
        Handle handle = counters.first_free;
        if (handle == none) {
            TALLY_CHECK(counters.used < none);
            handle = counters.used++;
            if (handle / page_size == pages_.size()) pages_.push_back(std::make_unique<Page>());
        } else {
            counters.first_free = page_of(handle).next_free[slot(handle)];
        }
        ++counters.live;
        Page& page = page_of(handle);
        undo_.save(page.next_free[slot(handle)]) = live_mark;
        undo_.save(page.objects[slot(handle)]) = object;
        return handle;
    }

    void erase(Handle handle) {
        Page& page = page_of(handle);
        TALLY_CHECK(page.next_free[slot(handle)] == live_mark);
        Counters& counters = undo_.save(counters_);
        undo_.save(page.next_free[slot(handle)]) = counters.first_free;
        counters.first_free = handle;
        --counters.live;
    }

    // Objects now in the slab.
    [[nodiscard]] std::size_t size() const { return counters_.live; }

    // One past the highest handle ever used; is_live tells which below it are in use.
    [[nodiscard]] Handle end() const { return counters_.used; }

    [[nodiscard]] bool is_live(Handle handle) const {
        return handle < counters_.used && page_of(handle).next_free[slot(handle)] == live_mark;
    }

    [[nodiscard]] std::size_t bytes_allocated() const { return pages_.size() * sizeof(Page); }

    // The chain of free handles, for save: first_free, then the next of each until `none`.
    [[nodiscard]] Handle first_free() const { return counters_.first_free; }

    [[nodiscard]] Handle next_free(Handle handle) const {
        return page_of(handle).next_free[slot(handle)];
    }

    // For load, on an empty slab: makes handles 0..used-1 exist, none of them live or in the chain.
    void restore_extent(Handle used) {
        TALLY_CHECK(counters_.used == 0);
        counters_.used = used;
        while (pages_.size() * page_size < used)
            pages_.push_back(std::make_unique<Page>());
    }

    void restore_live(Handle handle, T const& object) {
        page_of(handle).objects[slot(handle)] = object;
        page_of(handle).next_free[slot(handle)] = live_mark;
        ++counters_.live;
    }

    // Free handles come in the order in which they were freed: the last restored is used first.
    void restore_free(Handle handle) {
        page_of(handle).next_free[slot(handle)] = counters_.first_free;
        counters_.first_free = handle;
    }

private:
    static constexpr Handle live_mark = none - 1;

    struct Page {
        std::array<T, page_size> objects{};
        std::array<Handle, page_size> next_free{};
    };

    struct Counters {
        Handle used = 0;
        Handle first_free = none;
        Handle live = 0;
    };

    [[nodiscard]] static constexpr std::size_t slot(Handle handle) { return handle % page_size; }

    [[nodiscard]] Page& page_of(Handle handle) { return *pages_[handle / page_size]; }

    [[nodiscard]] Page const& page_of(Handle handle) const { return *pages_[handle / page_size]; }

    UndoLog& undo_;
    std::vector<std::unique_ptr<Page>> pages_;
    Counters counters_;
};

}  // namespace tally
