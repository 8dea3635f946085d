#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tally::look {

// The part of a list that is asked for, and how much work it may cost. Rows have the same order at
// the same point of a record, so that parts of one point fit together.
struct WindowBounds {
    std::size_t offset = 0;           // rows left out at the front
    std::size_t limit = SIZE_MAX;     // rows at most
    std::size_t work = SIZE_MAX;      // candidates that may be looked at
    std::size_t rendered = SIZE_MAX;  // rows that may be written
};

// Goes along while a list is written. A list that would cost more than it may is given up: what was
// written of it is no answer.
class Window {
public:
    Window() = default;  // all of it, whatever it costs

    explicit Window(WindowBounds bounds) : left_(bounds) {}

    // Asked before the next candidate is looked at; false: the list ends here.
    [[nodiscard]] bool goes_on() {
        if (left_.limit == 0 || gave_up_) return false;
        spend(1);
        return !gave_up_;
    }

    // Asked for each candidate that is a row of the list; true: it is to be written.
    [[nodiscard]] bool takes() {
        if (left_.offset != 0) {
            --left_.offset;
            return false;
        }
        if (left_.limit == 0 || gave_up_) return false;
        --left_.limit;
        gave_up_ = left_.rendered == 0;
        if (gave_up_) return false;
        --left_.rendered;
        return true;
    }

    // Of `count` candidates that all are rows: how many need not even be looked at.
    [[nodiscard]] std::size_t skips(std::size_t count) {
        auto const skipped = std::min(left_.offset, count);
        left_.offset -= skipped;
        return skipped;
    }

    // Work that was, or is going to be, done beside the candidates.
    void spend(std::size_t work) {
        gave_up_ = gave_up_ || work > left_.work;
        left_.work -= std::min(work, left_.work);
    }

    [[nodiscard]] bool gave_up() const { return gave_up_; }

private:
    WindowBounds left_;
    bool gave_up_ = false;
};

}  // namespace tally::look
