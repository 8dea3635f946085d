#pragma once

#include "journal/vocabulary/uint128.h"
#include "projections/serial.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// A Bloom filter for ids: answers "certainly new" for nearly every id that is, at the price of one
// cache line. Grows by whole generations, each twice as large as the last, up to a bound; past the
// bound it answers "maybe" for everything and only costs speed.
//
// One thread owns a filter; only `save` may run on another while ids are added.
class IdFilter {
public:
    explicit IdFilter(std::size_t bytes_max = std::size_t{256} << 20U) : bytes_max_(bytes_max) {}

    void add(uint128 id);

    // False only if the id was never added.
    [[nodiscard]] bool may_contain(uint128 id) const;

    // Hints the processor that `id` is asked for, or added, soon.
    void prefetch(uint128 id) const;

    [[nodiscard]] std::size_t bytes_allocated() const { return bytes_; }

    // What is saved knows every id that was added before the call, and perhaps some that are added
    // during it. `load` needs an empty filter; after false it is of no use.
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    static constexpr std::size_t ids_per_line = 32;  // 16 bits an id: about 1 false answer in 500

    struct alignas(64) Line {
        std::array<std::atomic<std::uint64_t>, 8> bits{};
    };

    struct Generation {
        std::vector<Line> lines;
        std::atomic<std::size_t> room{0};
    };

    static constexpr std::size_t generations_max = 24;  // the last one of 16 TiB

    [[nodiscard]] bool add_generation();

    [[nodiscard]] std::size_t count() const { return count_.load(std::memory_order_relaxed); }

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::atomic<bool> saturated_{false};
    std::array<Generation, generations_max> generations_;  // never move: `save` may be reading
    std::atomic<std::size_t> count_{0};                    // of them in use
};

}  // namespace tally
