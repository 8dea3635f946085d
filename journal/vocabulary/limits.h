#pragma once

#include <cstddef>
#include <cstdint>

// What everything has: a bound. A command beyond one of these is refused or, where it could not
// even be recorded, not admitted.
namespace tally::limits {

inline constexpr std::size_t leaf_bytes = 65'535;
inline constexpr std::size_t metadata_bytes = 1'024;
inline constexpr std::size_t assets = 10'000;
inline constexpr std::uint8_t asset_scale = 38;  // 10^38 is the largest power of ten below 2^128
inline constexpr std::uint32_t last_date = 2'932'896;  // days since 1970-01-01: 9999-12-31

static_assert(metadata_bytes < leaf_bytes / 2);

}  // namespace tally::limits
