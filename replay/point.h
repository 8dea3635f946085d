#pragma once

#include "journal/vocabulary/result.h"
#include "replay/record.h"

#include <compare>
#include <cstdint>
#include <string_view>

namespace tally {

// A moment of a record: the state after its first `size` entries. 0 is the empty state.
struct Point {
    std::uint64_t size = 0;

    friend auto operator<=>(Point const&, Point const&) = default;
};

// What `--at` and `--to` take:
//
//     17                               after entry 17 (so 18 entries)
//     2026-12-01T09:45:00[.123]Z       after the last entry with a time at or before that
//     2026-12-01                       the same, at 00:00:00 UTC that day
//     09:45, 09:45:30[.5]              the same, on the day (UTC) of the record's first entry
//     start                            before the first entry
//     end                              after the last entry
//     checkpoint                       the newest signed checkpoint
//     checkpoint:18                    the signed checkpoint over 18 entries
//
// An entry or checkpoint that is not there is a failure of kind `incomplete`, text that is none of
// these one of kind `usage`. A time after the record's last entry is its end, as far as is known.
[[nodiscard]] Result<Point> resolve_point(Record const& record, std::string_view text);

// Before the first entry whose time is at or after `time`: what -b and -e (exclusive) mean.
[[nodiscard]] Result<Point> point_before(Record const& record, Timestamp time);

// After the last entry whose time is at or before `time`.
[[nodiscard]] Result<Point> point_at(Record const& record, Timestamp time);

}  // namespace tally
