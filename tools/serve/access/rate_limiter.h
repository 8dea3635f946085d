#pragma once

#include "journal/vocabulary/ids.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>

namespace tally::serve {

struct RateLimit {
    std::uint32_t commands_per_second = 0;  // of one key; 0: no limit
    std::uint32_t burst = 10'000;           // commands that may come at once after a rest
};

// A token bucket for each key. A batch is let in while the bucket is not empty and may leave it in
// debt, so that even a batch larger than the bucket is served, and then waited for. Any thread.
class RateLimiter {
public:
    using Moment = std::chrono::steady_clock::time_point;

    explicit RateLimiter(RateLimit limit) : limit_(limit) {}

    // Another limit from now on; nobody owes anything of what was sent before.
    void retune(RateLimit limit);

    // Zero: take them. Otherwise nothing was taken, and how many milliseconds to wait.
    [[nodiscard]] std::uint32_t take(KeyNumber key, std::size_t commands, Moment now);

private:
    std::mutex mutex_;
    RateLimit limit_;
    std::map<KeyNumber, Moment> paid_until_;  // when the bucket of a key will be full again
};

}  // namespace tally::serve
