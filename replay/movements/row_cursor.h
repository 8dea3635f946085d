#pragma once

#include "journal/vocabulary/result.h"
#include "replay/movements/movement_index.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace tally {

// A row of one account or market, and the entry that it is about.
struct ListedRow {
    Sequence sequence;
    MovementRow row;
};

// Goes through the rows of one account or market that stand in some list, in entries [from, to),
// which the index covers. The index may not go on meanwhile.
class RowCursor {
public:
    RowCursor(MovementIndex& index,
              AccountHandle subject,
              std::uint8_t lists,
              std::uint64_t from,
              std::uint64_t to)
        : index_(&index), subject_(subject), lists_(lists), from_(from), to_(to) {}

    // The row that the cursor is at; nothing at the end.
    [[nodiscard]] Result<std::optional<ListedRow>> here();

    void advance() { ++at_; }

private:
    static constexpr std::uint64_t none = UINT64_MAX;

    MovementIndex* index_;
    AccountHandle subject_;
    std::uint8_t lists_;
    std::uint64_t from_;
    std::uint64_t to_;
    std::uint64_t run_ = none;  // whose rows these are
    std::vector<MovementRow> rows_;
    std::size_t at_ = 0;
};

// The entries that several cursors lead to, each once, in the order of the record.
class MergedRows {
public:
    explicit MergedRows(std::vector<RowCursor> cursors) : cursors_(std::move(cursors)) {}

    // The next one; nothing at the end.
    [[nodiscard]] Result<std::optional<Sequence>> next();

private:
    struct Place {
        std::uint64_t sequence = 0;
        std::size_t cursor = 0;

        friend auto operator<=>(Place const&, Place const&) = default;
    };

    [[nodiscard]] Result<void> await(std::size_t cursor);

    std::vector<RowCursor> cursors_;
    std::vector<Place> heap_;  // of those that are not at their end; the first entry on top
    bool begun_ = false;
};

}  // namespace tally
