#include "tools/serve/feeds/change_feed.h"

#include <algorithm>
#include <map>
#include <utility>

namespace tally::serve {

namespace {

constexpr std::size_t piece_bytes = std::size_t{128} << 10U;
constexpr std::uint64_t as_good_as_endless = std::uint64_t{1} << 40U;

}  // namespace

ChangeFeed::ChangeFeed(wire::Subscribe const& subscribe, ChangeKind kind)
    : scan{0, !subscribe.with_rows},
      kind_(kind),
      filter_(subscribe.filter),
      conflates_(subscribe.conflate),
      credit_(static_cast<std::int64_t>(std::min(subscribe.credit_bytes, as_good_as_endless))),
      next_(subscribe.from),
      phase_(subscribe.with_rows ? wire::feed_phase::rows : wire::feed_phase::changes) {}

void ChangeFeed::grant(std::uint64_t bytes) {
    auto const more = static_cast<std::int64_t>(std::min(bytes, as_good_as_endless));
    credit_ = std::min(credit_ + more, static_cast<std::int64_t>(as_good_as_endless));
}

void ChangeFeed::scanned(std::uint64_t begin) {
    if (scan.next == 0) next_ = begin;
}

void ChangeFeed::put(Changes rows, std::uint64_t next) {
    waiting_ = std::move(rows);
    at_ = 0;
    next_ = next;
    if (conflates_) conflate();
}

void ChangeFeed::turn_to_caught() {
    while (!has_rows() && !caught_.empty()) {
        auto found = std::move(caught_.front());
        caught_.pop_front();
        job->taken(found.rows.size());
        put(std::move(found.rows), found.next);
        if (found.last) job.reset();
    }
}

// Keeps the last row of each object, where it stands.
void ChangeFeed::conflate() {
    std::map<ChangeKey, std::size_t> last;
    for (std::size_t i = 0; i < waiting_.size(); ++i)
        last[key_of(waiting_[i])] = i;
    Changes kept;
    for (std::size_t i = 0; i < waiting_.size(); ++i)
        if (last[key_of(waiting_[i])] == i) kept.push_back(std::move(waiting_[i]));
    waiting_ = std::move(kept);
}

// Ends between two entries, so that one can go on exactly there. Rows to begin with are no changes:
// who loses them begins again.
FeedPiece ChangeFeed::take_piece() {
    FeedPiece piece;
    auto sequence = waiting_[at_].sequence;
    for (; has_rows(); ++at_) {
        auto const& row = waiting_[at_];
        bool const ends = piece.lines.size() >= piece_bytes &&
                          (row.sequence != sequence || phase_ == wire::feed_phase::rows);
        if (ends) break;
        sequence = row.sequence;
        append_line(piece.lines, row, filter_);
    }
    piece.phase = phase_;
    piece.next =
        has_rows() && phase_ == wire::feed_phase::changes ? waiting_[at_].sequence.value : next_;
    credit_ -= static_cast<std::int64_t>(piece.lines.size());
    return piece;
}

std::optional<FeedPiece> ChangeFeed::rows_end_piece() {
    bool const is_told = rows_end_ && !has_rows() && next_ >= *rows_end_;
    if (!is_told) return std::nullopt;
    rows_end_.reset();
    phase_ = wire::feed_phase::changes;
    FeedPiece piece;
    piece.phase = wire::feed_phase::rows_end;
    piece.next = next_;
    return piece;
}

}  // namespace tally::serve
