#pragma once

#include <algorithm>
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

// Holds a history's order against the clock, then has `model` step through it in that order: what
// find_anomaly of history.h and order_history.h say.
template <class Operation, class Place, class Name, class Model>
[[nodiscard]] std::optional<std::string> first_anomaly(std::vector<Operation> history,
                                                       Place place,
                                                       Name name,
                                                       Model model) {
    std::vector<Moment> moments;
    for (auto const& done : history)
        moments.push_back({done.sent_ns, done.answered_ns, place(done), name(done)});
    if (auto late = against_the_clock(moments)) return late;
    std::ranges::sort(history, {}, place);
    for (auto const& done : history)
        if (auto wrong = model.step(done)) return wrong;
    return std::nullopt;
}

}  // namespace tally::linear
