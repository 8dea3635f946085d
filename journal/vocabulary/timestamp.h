#pragma once

#include <compare>
#include <cstdint>

namespace tally {

// Nanoseconds since the Unix epoch (1970-01-01T00:00:00Z), as stamped by the sequencer. Never read
// from a clock below the sequencer.
struct Timestamp {
    std::uint64_t ns = 0;

    friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
};

inline constexpr std::uint64_t ns_per_second = 1'000'000'000;

// "No moment": later than any that the record can hold.
inline constexpr Timestamp never{UINT64_MAX};

}  // namespace tally
