#pragma once

#include "journal/entry.h"
#include "projections/state.h"
#include "tools/serve/feeds/changes/change.h"
#include "tools/serve/feeds/changes/levels.h"
#include "tools/serve/feeds/changes/row_of.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tally::serve {

// The rows of one kind, by rising sequence.
using Changes = std::vector<Change>;

// What an entry changes in the projections, as rows: the one place where that is worked out, for
// what is live, what is resumed and what is caught up with. A function of the record: the rows of
// an entry are the same wherever the fold began, as long as that was before its command.
//
//     deriver.watch(kind, state);             // between two commands; from here on
//     deriver.before(entry, state);  state.apply(entry);  deriver.after(entry, state);
//
// Kinds that nobody watches cost nothing.
class Deriver {
public:
    void watch(ChangeKind kind, State const& state);
    void ignore(ChangeKind kind);

    [[nodiscard]] bool watches(ChangeKind kind) const { return watched_[place_of(kind)]; }

    [[nodiscard]] bool watches_any() const { return watches_any_; }

    // The entry is the next one that the State folds; then, that it was folded.
    void before(Entry const& entry, State const& state);
    void after(Entry const& entry, State const& state);

    // The rows so far, to be taken away by whoever wants them.
    [[nodiscard]] Changes& rows(ChangeKind kind) { return rows_[place_of(kind)]; }

private:
    // An order that the entry is about, as it was before.
    struct Touched {
        OrderId id;
        std::optional<OrderChange> row;
        std::optional<RestingPart> part;
    };

    void touch(OrderId id, State const& state);
    void add(ChangeKind kind, Entry const& entry, ChangeRow row);
    void balances_after(Entry const& entry, State const& state);
    void orders_after(Entry const& entry, State const& state);
    [[nodiscard]] std::optional<OrderChange> order_after(Touched const& touched,
                                                         Entry const& entry,
                                                         State const& state);
    void fill_after(Entry const& entry, State const& state);
    void escrow_after(Entry const& entry, State const& state);
    void levels_after(Entry const& entry, State const& state);
    [[nodiscard]] OwnerId owner_of(OrderId id) const;

    std::array<bool, change_kinds> watched_{};
    bool watches_any_ = false;
    std::array<Changes, change_kinds> rows_;
    std::array<Touched, 2> touched_;
    std::size_t touched_count_ = 0;
    std::optional<OrderChange> flight_;    // an order that only takes, in the midst of its command
    Levels levels_;                        // what the books show now, if books are watched
    std::vector<AccountHandle> accounts_;  // scratch
};

}  // namespace tally::serve
