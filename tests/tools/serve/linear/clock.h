#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::linear {

// Something that was asked and answered, and where the server says that it belongs. Times are of
// one monotonic clock, that of the clients' process.
struct Moment {
    std::uint64_t sent_ns = 0;
    std::uint64_t answered_ns = 0;
    std::uint64_t place = 0;
    std::string name;
};

// The places in the one order: a command is at its entry's sequence, and a read that has seen N
// entries comes right after entry N - 1, before entry N. Two reads may share a place.
[[nodiscard]] inline std::uint64_t place_of_command(std::uint64_t sequence) {
    return 2 * sequence + 1;
}

[[nodiscard]] inline std::uint64_t place_of_read(std::uint64_t entries) {
    return 2 * entries;
}

// Whatever was answered before another was sent comes before it; otherwise, which does not.
[[nodiscard]] std::optional<std::string> against_the_clock(std::vector<Moment> const& moments);

}  // namespace tally::linear
