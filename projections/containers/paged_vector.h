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

// A sequence that grows and shrinks at its end and never moves what it holds, so that it may grow
// while a scope of the UndoLog is open. Costs no byte beside its elements. Every change of one goes
// through `mutate`.
template <class T, std::size_t page_size = 1024>
class PagedVector {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    using Position = std::uint32_t;

    explicit PagedVector(UndoLog& undo) : undo_(undo) {}

    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] T const& operator[](Position at) const {
        return pages_[at / page_size]->objects[at % page_size];
    }

    // The object, for changing.
    [[nodiscard]] T& mutate(Position at) {
        return undo_.save(pages_[at / page_size]->objects[at % page_size]);
    }

    // Appends and returns the object's position, which stays its own.
    Position push_back(T const& object) {
        TALLY_CHECK(size_ < UINT32_MAX);
        Position const at = size_;
        if (at / page_size == pages_.size()) pages_.push_back(std::make_unique<Page>());
        ++undo_.save(size_);
        mutate(at) = object;
        return at;
    }

    void pop_back() {
        TALLY_CHECK(size_ != 0);
        --undo_.save(size_);
    }

    [[nodiscard]] std::size_t bytes_allocated() const {
        return pages_.size() * sizeof(Page) + pages_.capacity() * sizeof(std::unique_ptr<Page>);
    }

private:
    // Aligned to cache lines, so that an element of 64 or 128 bytes straddles none.
    struct alignas(64) Page {
        std::array<T, page_size> objects{};
    };

    UndoLog& undo_;
    std::vector<std::unique_ptr<Page>> pages_;
    Position size_ = 0;
};

}  // namespace tally
