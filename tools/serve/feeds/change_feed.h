#pragma once

#include "tools/serve/feeds/changes/catch_up.h"
#include "tools/serve/feeds/changes/deriver.h"
#include "tools/serve/feeds/changes/scan.h"
#include "tools/serve/net/service.h"
#include "tools/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

namespace tally::serve {

// One follower's place among the changes of a projection: what it was granted, what waits for it,
// and where it goes on.
class ChangeFeed {
public:
    ChangeFeed(wire::Subscribe const& subscribe, ChangeKind kind);

    [[nodiscard]] ChangeKind kind() const { return kind_; }

    [[nodiscard]] wire::Filter const& filter() const { return filter_; }

    void grant(std::uint64_t bytes);

    [[nodiscard]] bool has_credit() const { return credit_ > 0; }

    // Rows that were found, for it to take piece by piece; `next`: where the rows after them begin.
    void put(Changes rows, std::uint64_t next);

    [[nodiscard]] bool has_rows() const { return at_ < waiting_.size(); }

    // The same of what a catch-up found, behind what it found before.
    void put_behind(CaughtRows rows) { caught_.push_back(std::move(rows)); }

    // Turns to those, once all else was taken.
    void turn_to_caught();

    // The next of them, as lines, up to some size.
    [[nodiscard]] FeedPiece take_piece();

    // All rows before this entry are told, or wait here.
    [[nodiscard]] std::uint64_t next() const { return next_; }

    // It begins with rows, and what they were has been scanned from the State of `begin` entries to
    // that of `end`: what changed in between belongs to them.
    void scanned(std::uint64_t begin);

    void scan_ended(std::uint64_t end) { rows_end_ = end; }

    // Where it has to stop to say that it was told all rows to begin with.
    [[nodiscard]] std::uint64_t until() const { return rows_end_.value_or(UINT64_MAX); }

    // The piece that says so, once it is so.
    [[nodiscard]] std::optional<FeedPiece> rows_end_piece();

    // Nothing waits and nothing is missing up to next().
    [[nodiscard]] bool is_whole() const {
        return !has_rows() && phase_ == wire::feed_phase::changes;
    }

    ScanPlace scan;      // of the rows to begin with
    bool waits = false;  // for an answer of the projector
    bool told_caught_up = false;
    std::shared_ptr<CatchUpJob> job;  // is reading the record for it

private:
    void conflate();

    ChangeKind kind_;
    wire::Filter filter_;
    bool conflates_;
    std::int64_t credit_;
    std::uint64_t next_;
    std::uint8_t phase_;
    std::optional<std::uint64_t> rows_end_;
    std::deque<CaughtRows> caught_;
    Changes waiting_;
    std::size_t at_ = 0;  // in waiting_
};

}  // namespace tally::serve
