#pragma once

#include <cstdint>

namespace tally {

// The widest integer of the record. `__extension__` because ISO C++ does not know it, g++ and
// clang both do.
__extension__ typedef unsigned __int128 uint128;

inline constexpr uint128 uint128_max = ~uint128{0};

[[nodiscard]] constexpr uint128 make_uint128(std::uint64_t high, std::uint64_t low) {
    return (uint128{high} << 64U) | low;
}

[[nodiscard]] constexpr std::uint64_t high_half(uint128 value) {
    return static_cast<std::uint64_t>(value >> 64U);
}

[[nodiscard]] constexpr std::uint64_t low_half(uint128 value) {
    return static_cast<std::uint64_t>(value);
}

}  // namespace tally
