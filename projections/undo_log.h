#pragma once

#include "journal/vocabulary/check.h"

#include <cstddef>
#include <cstring>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace tally {

// How a linked chain of commands is taken back when one of them is refused.
//
// State is changed in place, for speed. While a scope is open, every change first leaves here what
// stood there before: the bytes of a trivially copyable object whose address does not move, or a
// function that puts things back. `roll_back` restores in reverse order. With no scope open (nearly
// always) `save` costs one predictable branch.
//
// Rule for containers: nothing that was saved may move while a scope is open, so they make room for
// a whole chain before the scope opens (State::reserve_for_chain).
class UndoLog {
public:
    UndoLog() = default;
    UndoLog(UndoLog const&) = delete;
    UndoLog& operator=(UndoLog const&) = delete;

    [[nodiscard]] bool open() const { return open_; }

    // Starts recording. Scopes do not nest.
    void open_scope() {
        TALLY_CHECK(!open_);
        open_ = true;
    }

    // Keeps what was done since open_scope.
    void commit() {
        TALLY_CHECK(open_);
        clear();
    }

    // Takes back what was done since open_scope.
    void roll_back() {
        TALLY_CHECK(open_);
        open_ = false;  // what the functions change while restoring is not recorded again
        for (std::size_t i = steps_.size(); i-- > 0;)
            restore(steps_[i]);
        clear();
    }

    // Returns the object, after keeping its bytes if a scope is open. Call before every change.
    template <class T>
    T& save(T& object) {
        static_assert(std::is_trivially_copyable_v<T>);
        if (open_) [[unlikely]]
            keep_bytes(&object, sizeof(T));
        return object;
    }

    // Keeps a function that undoes a change of an object that cannot be kept as bytes.
    void on_roll_back(std::function<void()> undo) {
        if (!open_) return;
        steps_.push_back({nullptr, functions_.size(), 0});
        functions_.push_back(std::move(undo));
    }

private:
    struct Step {
        void* address;  // null: a function
        std::size_t offset;
        std::size_t size;
    };

    void keep_bytes(void* address, std::size_t size) {
        auto const offset = bytes_.size();
        bytes_.resize(offset + size);
        std::memcpy(bytes_.data() + offset, address, size);
        steps_.push_back({address, offset, size});
    }

    void restore(Step const& step) {
        if (step.address == nullptr)
            functions_[step.offset]();
        else
            std::memcpy(step.address, bytes_.data() + step.offset, step.size);
    }

    void clear() {
        open_ = false;
        steps_.clear();
        bytes_.clear();
        functions_.clear();
    }

    bool open_ = false;
    std::vector<Step> steps_;
    std::vector<std::byte> bytes_;
    std::vector<std::function<void()>> functions_;
};

}  // namespace tally
