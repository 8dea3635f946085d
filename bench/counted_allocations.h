#pragma once

#include <cstdint>

// Programs that link counted_allocations.cpp count what operator new is asked for.
namespace tally::bench {

// How many times this thread has allocated so far.
[[nodiscard]] std::uint64_t allocations();

}  // namespace tally::bench
