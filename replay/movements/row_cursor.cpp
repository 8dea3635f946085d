#include "replay/movements/row_cursor.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tally {

Result<std::optional<ListedRow>> RowCursor::here() {
    if (run_ == none) run_ = from_ / MovementRun::entries - 1;  // the next is the first
    for (;;) {
        for (; at_ < rows_.size(); ++at_) {
            auto const& row = rows_[at_];
            auto const sequence = run_ * MovementRun::entries + row.place;
            if (sequence >= to_) return std::optional<ListedRow>{};
            if (sequence >= from_ && (row.lists & lists_) != 0)
                return std::optional{ListedRow{Sequence{sequence}, row}};
        }
        if ((run_ + 1) * MovementRun::entries >= to_) return std::optional<ListedRow>{};
        TALLY_TRY(found, index_->rows_of(subject_, ++run_));
        rows_ = std::move(found.rows);
        at_ = 0;
    }
}

Result<std::optional<Sequence>> MergedRows::next() {
    for (std::size_t cursor = 0; !begun_ && cursor < cursors_.size(); ++cursor) {
        TALLY_TRYV(await(cursor));
    }
    begun_ = true;
    if (heap_.empty()) return std::optional<Sequence>{};
    auto const first = heap_.front().sequence;
    while (!heap_.empty() && heap_.front().sequence == first) {
        std::pop_heap(heap_.begin(), heap_.end(), std::greater{});
        auto const cursor = heap_.back().cursor;
        heap_.pop_back();
        cursors_[cursor].advance();
        TALLY_TRYV(await(cursor));
    }
    return std::optional{Sequence{first}};
}

// Puts a cursor where its row has it wait; away, if it is at its end.
Result<void> MergedRows::await(std::size_t cursor) {
    TALLY_TRY(row, cursors_[cursor].here());
    if (!row) return success();
    heap_.push_back({row->sequence.value, cursor});
    std::push_heap(heap_.begin(), heap_.end(), std::greater{});
    return success();
}

}  // namespace tally
