#pragma once

#include "tools/serve/feeds/changes/deriver.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

namespace tally::serve {

// The newest rows of each kind, for whoever follows: written by the thread that folds, read by the
// one that sends. Bounded: the oldest rows go, and who still wants them reads the record instead.
class ChangeRing {
public:
    explicit ChangeRing(std::size_t rows_max) : rows_max_(rows_max) {}

    // Rows of the kind are here from entry `begin` on, as far as there were any.
    void start(ChangeKind kind, std::uint64_t begin);
    void stop(ChangeKind kind);

    // Those of the entries before `end`, behind what is here; they are taken out of `rows`.
    void put(ChangeKind kind, Changes& rows, std::uint64_t end);

    struct Part {
        Changes rows;            // those that pass
        std::uint64_t next = 0;  // all rows before this entry are told
    };

    // Whole commands from entry `next` on, before entry `until`, up to about `rows` of them looked
    // at. Nothing if the rows are not all here any more, or not wanted by anybody before.
    [[nodiscard]] std::optional<Part> read(ChangeKind kind,
                                           std::uint64_t next,
                                           std::uint64_t until,
                                           wire::Filter const& filter,
                                           std::size_t rows) const;

    // From which entry on rows are here; nothing if the kind is stopped.
    [[nodiscard]] std::optional<std::uint64_t> begin(ChangeKind kind) const;

private:
    struct Lane {
        bool runs = false;
        std::uint64_t begin = 0;
        std::uint64_t end = 0;
        std::deque<Change> rows;
    };

    std::size_t rows_max_;  // of each kind
    mutable std::mutex mutex_;
    std::array<Lane, change_kinds> lanes_;
};

}  // namespace tally::serve
