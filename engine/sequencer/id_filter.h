#pragma once

#include "journal/vocabulary/uint128.h"
#include "projections/serial.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// A Bloom filter for ids: answers "certainly new" for nearly every id that is, at the price of one
// cache line. Grows by whole generations, each twice as large as the last, up to a bound; past the
// bound it answers "maybe" for everything and only costs speed.
class IdFilter {
public:
    explicit IdFilter(std::size_t bytes_max = std::size_t{256} << 20U) : bytes_max_(bytes_max) {}

    void add(uint128 id);

    // False only if the id was never added.
    [[nodiscard]] bool may_contain(uint128 id) const;

    [[nodiscard]] std::size_t bytes_allocated() const { return bytes_; }

    // `load` needs an empty filter; after false it is of no use.
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

private:
    static constexpr std::size_t ids_per_line = 32;  // 16 bits an id: about 1 false answer in 500

    struct alignas(64) Line {
        std::array<std::uint64_t, 8> bits{};
    };

    struct Generation {
        std::vector<Line> lines;
        std::size_t room = 0;
    };

    [[nodiscard]] bool add_generation();

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    bool saturated_ = false;
    std::vector<Generation> generations_;
};

}  // namespace tally
