#pragma once

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/uint128.h"
#include "projections/containers/index_line.h"
#include "projections/containers/prefetch.h"
#include "projections/undo_log.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tally {

// Mixes a 128-bit key to 64 well-spread bits. Only look-ups depend on it, never an order.
[[nodiscard]] constexpr std::uint64_t mix_key(uint128 key) {
    std::uint64_t const low = low_half(key) ^ 0x9E3779B97F4A7C15U;
    std::uint64_t const high = high_half(key) ^ 0xD1B54A32D192ED03U;
    uint128 const product = uint128{low} * (high | 1U) + uint128{high} * 0xA0761D6478BD642FU;
    std::uint64_t mixed = low_half(product) ^ high_half(product);
    mixed ^= mixed >> 32U;
    mixed *= 0xD6E8FEB86659FD93U;
    return mixed ^ (mixed >> 29U);
}

// From a key to a 32-bit handle of a Slab, which keeps the key itself. `key_of(handle)` gives the
// key of a stored handle. It is never iterated. A key is a uint128, or any type that compares equal
// and has a mix_key of its own.
//
// A table of lines of twelve slots. A key stands in its home line, or, where that is full, in the
// first after it with room; each line counts the keys that it had no room for, so that a search
// ends at the first line that turned nobody away (nearly always the home line), and erasing empties
// one slot and moves nothing. So looking up, inserting and erasing each cost one cache line, and
// take no branch that depends on how crowded the table is.
class FlatIndex {
public:
    using Handle = std::uint32_t;
    static constexpr Handle none = UINT32_MAX;

    explicit FlatIndex(UndoLog& undo) : undo_(undo), lines_(1) {}

    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] std::size_t bytes_allocated() const {
        return lines_.capacity() * sizeof(IndexLine);
    }

    template <class Key, class KeyOf>
    [[nodiscard]] Handle find(Key const& key, KeyOf const& key_of) const {
        auto const [line, slot] = place_of(key, key_of);
        return slot == IndexLine::slots ? none : lines_[line].handle(slot);
    }

    // Hints the processor that `key` is looked up soon.
    template <class Key>
    void prefetch(Key const& key) const {
        tally::prefetch(&lines_[mix_key(key) & mask()]);
    }

    // The handle that `key` has in all likelihood, or none: for fetching ahead what it stands for.
    template <class Key>
    [[nodiscard]] Handle likely(Key const& key) const {
        std::uint64_t const hash = mix_key(key);
        IndexLine const& line = lines_[hash & mask()];
        auto const found = line.matches(IndexLine::tag_of(hash));
        return found == 0 ? none : line.handle(IndexLine::lowest(found));
    }

    // The key must not be in the index yet; the handle's key must already be stored.
    template <class Key, class KeyOf>
    void insert(Key const& key, Handle handle, KeyOf const& key_of) {
        if (!has_room_for(1)) grow(lines_.size() * 2, key_of);
        put(mix_key(key), handle);
        ++undo_.save(size_);
    }

    // Puts another handle of the same key in the place of the key's. The key must be in the index.
    template <class Key, class KeyOf>
    void replace(Key const& key, Handle handle, KeyOf const& key_of) {
        auto const [line, slot] = place_of(key, key_of);
        TALLY_CHECK(slot != IndexLine::slots);
        undo_.save(lines_[line]).replace(slot, handle);
    }

    // The key must be in the index.
    template <class Key, class KeyOf>
    void erase(Key const& key, KeyOf const& key_of) {
        erase_found(place_of(key, key_of), key);
    }

    // The handle of the key, which is no longer in the index; none if it was not in it.
    template <class Key, class KeyOf>
    Handle take(Key const& key, KeyOf const& key_of) {
        auto const place = place_of(key, key_of);
        if (place.slot == IndexLine::slots) return none;
        auto const handle = lines_[place.line].handle(place.slot);
        erase_found(place, key);
        return handle;
    }

    // Forgets every key, keeps the memory. Not while a scope is open.
    void clear() {
        TALLY_CHECK(!undo_.open());
        std::fill(lines_.begin(), lines_.end(), IndexLine{});
        size_ = 0;
    }

    // Makes room for `more` inserts without a rebuild.
    template <class KeyOf>
    void reserve(std::size_t more, KeyOf const& key_of) {
        std::size_t wanted = lines_.size();
        while (size_ + more > room_of(wanted))
            wanted *= 2;
        if (wanted != lines_.size()) grow(wanted, key_of);
    }

private:
    struct Place {
        std::size_t line;
        unsigned slot;  // IndexLine::slots: in no line
    };

    [[nodiscard]] std::size_t mask() const { return lines_.size() - 1; }

    // Seven eighths full is full.
    [[nodiscard]] static constexpr std::size_t room_of(std::size_t lines) {
        return lines * IndexLine::slots * 7 / 8;
    }

    [[nodiscard]] bool has_room_for(std::size_t more) const {
        return size_ + more <= room_of(lines_.size());
    }

    template <class Key, class KeyOf>
    [[nodiscard]] Place place_of(Key const& key, KeyOf const& key_of) const {
        std::uint64_t const hash = mix_key(key);
        auto const tag = IndexLine::tag_of(hash);
        for (std::size_t i = hash & mask();; i = (i + 1) & mask()) {
            IndexLine const& line = lines_[i];
            for (auto found = line.matches(tag); found != 0; found &= found - 1) {
                auto const slot = IndexLine::lowest(found);
                if (key_of(line.handle(slot)) == key) return {i, slot};
            }
            if (!line.turned_away()) return {i, IndexLine::slots};
        }
    }

    template <class Key>
    void erase_found(Place place, Key const& key) {
        TALLY_CHECK(place.slot != IndexLine::slots);
        undo_.save(lines_[place.line]).erase(place.slot);
        for (std::size_t i = mix_key(key) & mask(); i != place.line; i = (i + 1) & mask())
            undo_.save(lines_[i]).forget_turned_away();
        --undo_.save(size_);
    }

    void put(std::uint64_t hash, Handle handle) {
        std::size_t i = hash & mask();
        for (; lines_[i].full(); i = (i + 1) & mask())
            undo_.save(lines_[i]).turn_away();
        undo_.save(lines_[i]).put(IndexLine::tag_of(hash), handle);
    }

    // A table that is outgrown while a scope is open stays alive, where it is, until the scope
    // ends: rolling back puts it into place again before what was saved of it is restored.
    template <class KeyOf>
    void grow(std::size_t lines, KeyOf const& key_of) {
        std::vector<IndexLine> old(lines);
        std::swap(old, lines_);
        for (auto const& line : old)
            for (auto used = line.used(); used != 0; used &= used - 1)
                place_in_new_table(line.handle(IndexLine::lowest(used)), key_of);
        if (!undo_.open()) return;
        undo_.on_roll_back([this, old = std::move(old)]() mutable { lines_ = std::move(old); });
    }

    template <class KeyOf>
    void place_in_new_table(Handle handle, KeyOf const& key_of) {
        std::uint64_t const hash = mix_key(key_of(handle));
        std::size_t i = hash & mask();
        for (; lines_[i].full(); i = (i + 1) & mask())
            lines_[i].turn_away();
        lines_[i].put(IndexLine::tag_of(hash), handle);
    }

    UndoLog& undo_;
    std::vector<IndexLine> lines_;  // a power of two of them
    std::size_t size_ = 0;
};

}  // namespace tally
