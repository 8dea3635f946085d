#pragma once

#include "journal/vocabulary/limits.h"

#include <cstddef>
#include <cstdint>

// What both ends of the protocol agree on: docs/protocol.md.
namespace tally::wire {

inline constexpr std::uint16_t version = 1;  // of the protocol

inline constexpr std::size_t batch_commands_max = 8'190;
inline constexpr std::size_t frame_bytes_max = std::size_t{8} << 20U;
inline constexpr std::size_t frame_segments_max = 64;

static_assert(limits::leaf_bytes < frame_bytes_max / 2);

}  // namespace tally::wire
