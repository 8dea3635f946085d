#pragma once

#include "engine/decider.h"

namespace tally {

// The largest moment that an imported event or a timeout may reach: 2^63 - 1 ns, in the year 2262.
inline constexpr Timestamp latest_timestamp{UINT64_MAX >> 1U};

// What both kinds of imported events must satisfy first.
[[nodiscard]] inline Outcome check_given_timestamp(bool imported, Timestamp given, Timestamp now) {
    if (!imported) return given == Timestamp{} ? Outcome::ok : Outcome::timestamp_must_be_zero;
    if (given == Timestamp{} || given > latest_timestamp)
        return Outcome::imported_event_timestamp_out_of_range;
    if (given >= now) return Outcome::imported_event_timestamp_must_not_advance;
    return Outcome::ok;
}

}  // namespace tally
