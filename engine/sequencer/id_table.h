#pragma once

#include "journal/vocabulary/uint128.h"
#include "projections/containers/flat_index.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tally {

struct IdValue {
    uint128 id = 0;
    std::uint64_t value = 0;
};

// From an id (never zero) to a number. The ids stand one behind the other as they came, which is
// what memory is fastest at; an index of six bytes an id, small enough for the processor's caches,
// finds them. Never iterated in hash order: `sorted` is.
class IdTable {
public:
    IdTable() : index_(std::make_unique<Index>()) {}

    [[nodiscard]] std::size_t size() const { return index_->places.size(); }

    // Forgets all, keeps the memory.
    void clear();

    // Makes room for so many ids in an empty table: until there are more, `put` takes no memory.
    void make_room(std::size_t ids);

    // How many ids room was made for.
    [[nodiscard]] std::size_t room() const { return room_; }

    [[nodiscard]] std::optional<std::uint64_t> find(uint128 id) const {
        auto const place = index_->places.find(id, IdOf{rows_});
        if (place == FlatIndex::none) return std::nullopt;
        return rows_[place].value;
    }

    // Hints the processor that `id` is looked up or put soon.
    void prefetch(uint128 id) const { index_->places.prefetch(id); }

    // Sets the number of an id that may be there already.
    void put(uint128 id, std::uint64_t value);

    // The id must be there.
    void erase(uint128 id);

    // All of them, smallest id first.
    [[nodiscard]] std::vector<IdValue> sorted() const;

private:
    // Halves, so that a row is 24 bytes and not 32. Zero: erased.
    struct Row {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        std::uint64_t value = 0;

        [[nodiscard]] uint128 id() const { return make_uint128(high, low); }
    };

    struct IdOf {
        std::vector<Row> const& rows;

        uint128 operator()(FlatIndex::Handle place) const { return rows[place].id(); }
    };

    // Tables change places, and a FlatIndex does not move. Its log is never opened.
    struct Index {
        UndoLog undo;
        FlatIndex places{undo};
    };

    std::vector<Row> rows_;
    std::unique_ptr<Index> index_;
    std::size_t room_ = 0;
};

}  // namespace tally
