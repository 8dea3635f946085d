#pragma once

#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// A binary heap of handles whose objects know their position in it, so that any can be removed in
// O(log n). `Rule` has before(a, b), a total order, and position(handle) -> std::uint32_t& for
// writing (and keeping, for undo). Only what comes first depends on the record; the layout does not
// matter and is not saved.
template <class Rule>
class HandleHeap {
public:
    using Handle = std::uint32_t;
    static constexpr Handle none = UINT32_MAX;

    explicit HandleHeap(UndoLog& undo) : undo_(undo) {}

    [[nodiscard]] bool empty() const { return size_ == 0; }

    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] Handle top() const { return size_ == 0 ? none : slots_[0]; }

    // Makes room for `more` insertions: nothing may move while a scope is open.
    void reserve(std::size_t more) {
        if (slots_.size() < size_ + more) slots_.resize((size_ + more) * 2, none);
    }

    void insert(Handle handle, Rule const& rule) {
        if (slots_.size() == size_) reserve(1);
        undo_.save(size_) += 1;
        sift_up(size_ - 1, handle, rule);
    }

    void remove(Handle handle, Rule const& rule) {
        std::size_t const hole = rule.position(handle);
        rule.position(handle) = none;
        undo_.save(size_) -= 1;
        if (hole == size_) return;
        place(hole, slots_[size_], rule);
    }

    // To be called after the key of the first became later.
    void top_became_later(Rule const& rule) { sift_down(0, slots_[0], rule); }

    // Visits each handle for which `wanted` holds, where it holds for no child unless for its
    // parent.
    template <class Wanted, class Visit>
    void visit_while(Wanted const& wanted, Visit const& visit, std::size_t from = 0) const {
        if (from >= size_ || !wanted(slots_[from])) return;
        visit(slots_[from]);
        visit_while(wanted, visit, 2 * from + 1);
        visit_while(wanted, visit, 2 * from + 2);
    }

private:
    void put(std::size_t slot, Handle handle, Rule const& rule) {
        undo_.save(slots_[slot]) = handle;
        rule.position(handle) = static_cast<std::uint32_t>(slot);
    }

    void place(std::size_t hole, Handle handle, Rule const& rule) {
        if (hole > 0 && rule.before(handle, slots_[(hole - 1) / 2]))
            sift_up(hole, handle, rule);
        else
            sift_down(hole, handle, rule);
    }

    void sift_up(std::size_t slot, Handle handle, Rule const& rule) {
        while (slot > 0 && rule.before(handle, slots_[(slot - 1) / 2])) {
            put(slot, slots_[(slot - 1) / 2], rule);
            slot = (slot - 1) / 2;
        }
        put(slot, handle, rule);
    }

    void sift_down(std::size_t slot, Handle handle, Rule const& rule) {
        for (std::size_t child = 2 * slot + 1; child < size_; child = 2 * slot + 1) {
            if (child + 1 < size_ && rule.before(slots_[child + 1], slots_[child])) ++child;
            if (!rule.before(slots_[child], handle)) break;
            put(slot, slots_[child], rule);
            slot = child;
        }
        put(slot, handle, rule);
    }

    UndoLog& undo_;
    std::vector<Handle> slots_;  // more than size_ after a roll-back or a removal
    std::size_t size_ = 0;
};

}  // namespace tally
