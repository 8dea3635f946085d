#include "engine/sequencer/histogram.h"

#include <algorithm>
#include <bit>

namespace tally {

std::size_t Histogram::bucket_of(std::uint64_t ns) {
    if (ns < 4) return ns;
    auto const power = static_cast<unsigned>(std::bit_width(ns)) - 1;  // at least 2
    auto const quarter = (ns >> (power - 2)) & 3U;
    return std::min<std::size_t>(std::size_t{4} * (power - 1) + quarter, buckets - 1);
}

std::uint64_t Histogram::longest_in(std::size_t bucket) {
    if (bucket >= buckets - 1) return UINT64_MAX;
    if (bucket < 4) return bucket;
    auto const power = bucket / 4 + 1;
    return ((std::uint64_t{5} + bucket % 4) << (power - 2)) - 1;
}

void Histogram::record(std::chrono::nanoseconds duration) {
    auto const ns = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
    counts_[bucket_of(ns)].fetch_add(1, std::memory_order_relaxed);
    sum_ns_.fetch_add(ns, std::memory_order_relaxed);
}

Histogram::Reading Histogram::read() const {
    Reading reading;
    for (std::size_t i = 0; i < buckets; ++i) {
        reading.counts[i] = counts_[i].load(std::memory_order_relaxed);
        reading.count += reading.counts[i];
    }
    reading.sum_ns = sum_ns_.load(std::memory_order_relaxed);
    return reading;
}

std::uint64_t Histogram::Reading::quantile_ns(unsigned per_mille) const {
    if (count == 0) return 0;
    auto const wanted = std::max<std::uint64_t>((count * per_mille + 999) / 1'000, 1);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < buckets; ++i) {
        seen += counts[i];
        if (seen >= wanted) return longest_in(i);
    }
    return UINT64_MAX;
}

}  // namespace tally
