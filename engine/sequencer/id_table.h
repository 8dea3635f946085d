#pragma once

#include "journal/vocabulary/check.h"
#include "journal/vocabulary/uint128.h"
#include "projections/containers/flat_index.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tally {

struct IdValue {
    uint128 id = 0;
    std::uint64_t value = 0;
};

// From an id (never zero) to a number. Open addressing, linear probing, no tombstones; grows by
// doubling. Never iterated in hash order: `sorted` is.
class IdTable {
public:
    IdTable() { clear(); }

    [[nodiscard]] std::size_t size() const { return size_; }

    // Forgets all, keeps the memory.
    void clear();

    [[nodiscard]] std::optional<std::uint64_t> find(uint128 id) const {
        for (std::size_t i = home(id); slots_[i].id() != 0; i = next(i))
            if (slots_[i].id() == id) return slots_[i].value;
        return std::nullopt;
    }

    // Sets the number of an id that may be there already.
    void put(uint128 id, std::uint64_t value);

    // The id must be there.
    void erase(uint128 id);

    // All of them, smallest id first.
    [[nodiscard]] std::vector<IdValue> sorted() const;

private:
    // Halves, so that a slot is 24 bytes and not 32.
    struct Slot {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        std::uint64_t value = 0;

        [[nodiscard]] uint128 id() const { return make_uint128(high, low); }
    };

    [[nodiscard]] std::size_t home(uint128 id) const { return mix_key(id) & (slots_.size() - 1); }

    [[nodiscard]] std::size_t next(std::size_t i) const { return (i + 1) & (slots_.size() - 1); }

    void grow();

    std::vector<Slot> slots_;
    std::size_t size_ = 0;
};

}  // namespace tally
