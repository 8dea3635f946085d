#include "tools/serve/access/rate_limiter.h"

#include <algorithm>

namespace tally::serve {

void RateLimiter::retune(RateLimit limit) {
    std::lock_guard const lock{mutex_};
    limit_ = limit;
    paid_until_.clear();
}

// A command costs so much time; the bucket is full when all of it has passed, and empty when as
// much is ahead as the burst costs.
std::uint32_t RateLimiter::take(KeyNumber key, std::size_t commands, Moment now) {
    using std::chrono::nanoseconds;
    std::lock_guard const lock{mutex_};
    if (limit_.commands_per_second == 0) return 0;
    auto const cost_of = [this](std::size_t count) {
        return nanoseconds{static_cast<std::int64_t>(count) * 1'000'000'000 /
                           limit_.commands_per_second};
    };
    auto& paid_until = paid_until_.try_emplace(key, now).first->second;
    auto const ahead = paid_until - now - cost_of(limit_.burst);
    if (ahead > nanoseconds{0}) {
        auto const wait = std::chrono::ceil<std::chrono::milliseconds>(ahead).count();
        return static_cast<std::uint32_t>(std::min<std::int64_t>(wait, 3'600'000));
    }
    paid_until = std::max(paid_until, now) + cost_of(commands);
    return 0;
}

}  // namespace tally::serve
