#include "tools/serve/feeds/changes/ring.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tally::serve {

void ChangeRing::start(ChangeKind kind, std::uint64_t begin) {
    std::lock_guard const lock{mutex_};
    auto& lane = lanes_[place_of(kind)];
    lane = {true, begin, begin, {}};
}

void ChangeRing::stop(ChangeKind kind) {
    std::lock_guard const lock{mutex_};
    lanes_[place_of(kind)] = {};
}

// What goes goes by whole entries, so that one is never told in part.
void ChangeRing::put(ChangeKind kind, Changes& rows, std::uint64_t end) {
    std::lock_guard const lock{mutex_};
    auto& lane = lanes_[place_of(kind)];
    std::move(rows.begin(), rows.end(), std::back_inserter(lane.rows));
    rows.clear();
    lane.end = end;
    while (lane.rows.size() > rows_max_) {
        auto const gone = lane.rows.front().sequence;
        while (!lane.rows.empty() && lane.rows.front().sequence == gone)
            lane.rows.pop_front();
        lane.begin = gone.value + 1;
    }
}

std::optional<ChangeRing::Part> ChangeRing::read(ChangeKind kind,
                                                 std::uint64_t next,
                                                 std::uint64_t until,
                                                 wire::Filter const& filter,
                                                 std::size_t rows) const {
    std::lock_guard const lock{mutex_};
    auto const& lane = lanes_[place_of(kind)];
    if (!lane.runs || next < lane.begin) return std::nullopt;
    Part part;
    auto const is_before = [](Change const& row, std::uint64_t wanted) {
        return row.sequence.value < wanted;
    };
    auto at = std::lower_bound(lane.rows.begin(), lane.rows.end(), next, is_before);
    auto const end = std::lower_bound(at, lane.rows.end(), until, is_before);
    std::size_t looked_at = 0;
    std::optional<Sequence> cause;
    for (; at != end && (looked_at < rows || at->cause == cause); ++at, ++looked_at) {
        cause = at->cause;
        if (passes(filter, at->row)) part.rows.push_back(*at);
    }
    part.next = at == end ? std::max(std::min(lane.end, until), next) : at->sequence.value;
    return part;
}

std::optional<std::uint64_t> ChangeRing::begin(ChangeKind kind) const {
    std::lock_guard const lock{mutex_};
    auto const& lane = lanes_[place_of(kind)];
    if (!lane.runs) return std::nullopt;
    return lane.begin;
}

}  // namespace tally::serve
