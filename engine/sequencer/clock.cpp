#include "engine/sequencer/clock.h"

#include <chrono>
#include <cstdint>

namespace tally {

Timestamp SystemClock::now() const {
    auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
    auto const ns = std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
    return Timestamp{ns < 0 ? 0 : static_cast<std::uint64_t>(ns)};
}

}  // namespace tally
