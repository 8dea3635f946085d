#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/timestamp.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tally {

// How much was used within the last so many seconds of record time, in bounded memory.
//
// Time is cut into buckets of a sixteenth of the window, counted from 1970; a sum is that of the
// bucket of `now` and the sixteen before it. So what was used is counted for at least the window's
// length and at most a sixteenth of it longer: never more is let through than the limit says.
class Window {
public:
    static constexpr std::uint64_t parts = 16;
    static constexpr std::size_t buckets = parts + 1;

    // The bucket that a moment is in, for a window of `seconds` > 0.
    [[nodiscard]] static constexpr std::uint64_t bucket_of(Timestamp time, std::uint32_t seconds) {
        return time.ns / (std::uint64_t{seconds} * (ns_per_second / parts));
    }

    // All that was used in the window that ends at `now`; the largest amount if it is more.
    [[nodiscard]] Amount used(Timestamp now, std::uint32_t seconds) const;

    // Adds what is used at `now`, which is not before any time given earlier.
    void use(Amount amount, Timestamp now, std::uint32_t seconds);

    // For save and load: the newest bucket, and the amounts by bucket number modulo `buckets`.
    [[nodiscard]] std::uint64_t newest() const { return newest_; }

    [[nodiscard]] std::array<Amount, buckets> const& amounts() const { return amounts_; }

    void restore(std::uint64_t newest, std::array<Amount, buckets> const& amounts) {
        newest_ = newest;
        amounts_ = amounts;
    }

private:
    std::uint64_t newest_ = 0;
    std::array<Amount, buckets> amounts_{};
};

static_assert(ns_per_second % Window::parts == 0, "a bucket is a whole number of nanoseconds");

}  // namespace tally
