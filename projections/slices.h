#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace tally {

// A slice of things that are numbered from 0 in the order in which they came, and never go away:
// those from `from` up to and without `to`. The last slice grows until it is full.
struct SliceRange {
    std::uint32_t from = 0;
    std::uint32_t to = 0;

    [[nodiscard]] static constexpr SliceRange of(std::uint32_t slice,
                                                 std::uint32_t size,
                                                 std::size_t count) {
        auto const from = std::min<std::uint64_t>(std::uint64_t{slice} * size, count);
        auto const to = std::min<std::uint64_t>(from + size, count);
        return {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
    }

    [[nodiscard]] constexpr std::uint32_t count() const { return to - from; }
};

// How many slices there are; one, though nothing is in it, of nothing.
[[nodiscard]] constexpr std::uint32_t slices_for(std::uint32_t size, std::size_t count) {
    auto const slices = std::max<std::uint64_t>((std::uint64_t{count} + size - 1) / size, 1);
    return static_cast<std::uint32_t>(slices);
}

}  // namespace tally
