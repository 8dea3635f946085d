#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <span>

namespace tally {

// Fills `bytes` from the system's source for secrets. For keys only: nothing that is recorded may
// depend on it.
[[nodiscard]] Result<void> fill_random(std::span<std::uint8_t> bytes);

}  // namespace tally
