#pragma once

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/uint128.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <type_traits>
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

// From a key to a 32-bit handle of a Slab, which keeps the key itself. Linear probing over a tag a
// slot, made of the key's hash; erasing closes the gap, so there are no tombstones.
// `key_of(handle)` gives the key of a stored handle. It is never iterated. A key is a uint128, or
// any type that compares equal and has a mix_key of its own.
//
// A tag of one byte makes a slot of 5 bytes. One of four makes 8, and is enough of the hash to
// erase and to grow without looking at any other key: for what comes and goes all the time.
template <class Tag>
class BasicFlatIndex {
    static_assert(std::is_same_v<Tag, std::uint8_t> || std::is_same_v<Tag, std::uint32_t>);

public:
    using Handle = std::uint32_t;
    static constexpr Handle none = UINT32_MAX;

    explicit BasicFlatIndex(UndoLog& undo) : undo_(undo) { rebuild_empty(64); }

    [[nodiscard]] std::size_t size() const { return size_; }

    [[nodiscard]] std::size_t bytes_allocated() const {
        return tags_.capacity() * sizeof(Tag) + handles_.capacity() * sizeof(Handle);
    }

    template <class Key, class KeyOf>
    [[nodiscard]] Handle find(Key const& key, KeyOf const& key_of) const {
        std::uint64_t const hash = mix_key(key);
        Tag const tag = tag_of(hash);
        for (std::size_t i = hash & mask_; tags_[i] != 0; i = (i + 1) & mask_)
            if (tags_[i] == tag && key_of(handles_[i]) == key) return handles_[i];
        return none;
    }

    // Hints the processor that `key` is looked up soon.
    template <class Key>
    void prefetch(Key const& key) const {
        std::size_t const i = mix_key(key) & mask_;
        __builtin_prefetch(&tags_[i]);
        __builtin_prefetch(&handles_[i]);
    }

    // The key must not be in the index yet; the handle's key must already be stored.
    template <class Key, class KeyOf>
    void insert(Key const& key, Handle handle, KeyOf const& key_of) {
        if (needs_room_for(1)) grow(capacity() * 2, key_of);
        std::uint64_t const hash = mix_key(key);
        std::size_t i = hash & mask_;
        while (tags_[i] != 0)
            i = (i + 1) & mask_;
        put(i, tag_of(hash), handle);
        ++undo_.save(size_);
    }

    // Puts another handle of the same key in the place of the key's. The key must be in the index.
    template <class Key, class KeyOf>
    void replace(Key const& key, Handle handle, KeyOf const& key_of) {
        undo_.save(handles_[slot_of(key, key_of)]) = handle;
    }

    // The key must be in the index.
    template <class Key, class KeyOf>
    void erase(Key const& key, KeyOf const& key_of) {
        std::size_t hole = slot_of(key, key_of);
        for (std::size_t i = (hole + 1) & mask_; tags_[i] != 0; i = (i + 1) & mask_) {
            std::size_t const home = home_of(tags_[i], handles_[i], key_of);
            if (((i - home) & mask_) < ((i - hole) & mask_)) continue;  // already at or after home
            put(hole, tags_[i], handles_[i]);
            hole = i;
        }
        put(hole, 0, none);
        --undo_.save(size_);
    }

    // Makes room for `more` inserts without a rebuild.
    template <class KeyOf>
    void reserve(std::size_t more, KeyOf const& key_of) {
        std::size_t wanted = capacity();
        while ((size_ + more) * 8 > wanted * 7)
            wanted *= 2;
        if (wanted != capacity()) grow(wanted, key_of);
    }

private:
    static constexpr bool tag_has_home = sizeof(Tag) == sizeof(std::uint32_t);

    // Never zero, which marks an empty slot. A wide tag keeps the low 31 bits, of which the home is
    // made as long as the index has at most 2^31 slots.
    [[nodiscard]] static constexpr Tag tag_of(std::uint64_t hash) {
        if constexpr (tag_has_home)
            return static_cast<Tag>(hash) | 0x8000'0000U;
        else
            return static_cast<Tag>((hash >> 56U) | 0x80U);
    }

    // Where a stored handle's key would stand if every slot were free.
    template <class KeyOf>
    [[nodiscard]] std::size_t home_of(Tag tag, Handle handle, KeyOf const& key_of) const {
        if constexpr (tag_has_home)
            return tag & mask_;
        else
            return mix_key(key_of(handle)) & mask_;
    }

    [[nodiscard]] std::size_t capacity() const { return tags_.size(); }

    [[nodiscard]] bool needs_room_for(std::size_t more) const {
        return (size_ + more) * 8 > capacity() * 7;
    }

    template <class Key, class KeyOf>
    [[nodiscard]] std::size_t slot_of(Key const& key, KeyOf const& key_of) const {
        std::uint64_t const hash = mix_key(key);
        Tag const tag = tag_of(hash);
        for (std::size_t i = hash & mask_;; i = (i + 1) & mask_) {
            TALLY_CHECK(tags_[i] != 0);
            if (tags_[i] == tag && key_of(handles_[i]) == key) return i;
        }
    }

    void put(std::size_t slot, Tag tag, Handle handle) {
        undo_.save(tags_[slot]) = tag;
        undo_.save(handles_[slot]) = handle;
    }

    void rebuild_empty(std::size_t slots) {
        TALLY_CHECK(!tag_has_home || slots <= std::size_t{1} << 31U);
        tags_.assign(slots, 0);
        handles_.assign(slots, none);
        mask_ = slots - 1;
    }

    // A table that is outgrown while a scope is open stays alive, where it is, until the scope
    // ends: rolling back puts it into place again before what was saved of it is restored.
    template <class KeyOf>
    void grow(std::size_t slots, KeyOf const& key_of) {
        auto old_tags = std::move(tags_);
        auto old_handles = std::move(handles_);
        rebuild_empty(slots);
        for (std::size_t i = 0; i < old_tags.size(); ++i)
            if (old_tags[i] != 0) place_in_new_table(old_tags[i], old_handles[i], key_of);
        if (!undo_.open()) return;
        undo_.on_roll_back(
            [this, tags = std::move(old_tags), handles = std::move(old_handles)]() mutable {
                tags_ = std::move(tags);
                handles_ = std::move(handles);
                mask_ = tags_.size() - 1;
            });
    }

    template <class KeyOf>
    void place_in_new_table(Tag tag, Handle handle, KeyOf const& key_of) {
        std::size_t slot = home_of(tag, handle, key_of);
        while (tags_[slot] != 0)
            slot = (slot + 1) & mask_;
        tags_[slot] = tag;
        handles_[slot] = handle;
    }

    UndoLog& undo_;
    std::vector<Tag> tags_;
    std::vector<Handle> handles_;
    std::size_t mask_ = 0;
    std::size_t size_ = 0;
};

using FlatIndex = BasicFlatIndex<std::uint8_t>;
using WideFlatIndex = BasicFlatIndex<std::uint32_t>;

}  // namespace tally
