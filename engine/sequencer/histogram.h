#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tally {

// How often something took how long: four buckets for each power of two of nanoseconds, so that
// what is told is at most a quarter too high. Any thread records and reads; nobody waits.
class Histogram {
public:
    static constexpr std::size_t buckets = std::size_t{4} * 40;  // to half an hour, and beyond

    void record(std::chrono::nanoseconds duration);

    // The bucket of a duration, and the longest duration in a bucket; in the last, any.
    [[nodiscard]] static std::size_t bucket_of(std::uint64_t ns);
    [[nodiscard]] static std::uint64_t longest_in(std::size_t bucket);

    struct Reading {
        std::array<std::uint64_t, buckets> counts{};
        std::uint64_t count = 0;
        std::uint64_t sum_ns = 0;

        // At least so many of a thousand took no longer than this. 0 if nothing was recorded.
        [[nodiscard]] std::uint64_t quantile_ns(unsigned per_mille) const;
    };

    // Not of one moment: what is recorded meanwhile may be in it or not.
    [[nodiscard]] Reading read() const;

private:
    std::array<std::atomic<std::uint64_t>, buckets> counts_{};
    std::atomic<std::uint64_t> sum_ns_{0};
};

// Records how long something took: from its making, or the last lap, to the next.
class Stopwatch {
public:
    void lap(Histogram& histogram) {
        auto const now = std::chrono::steady_clock::now();
        histogram.record(now - since_);
        since_ = now;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point since() const { return since_; }

private:
    std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
};

// Of each block, measured by the writer all the time.
struct WriterTimes {
    Histogram encode;  // encoding and hashing
    Histogram append;  // until the disk has it
    Histogram answer;  // passing the receipts on
};

}  // namespace tally
