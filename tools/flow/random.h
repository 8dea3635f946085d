#pragma once

#include <cstdint>

namespace tally::flow {

// SplitMix64: integers only, the same numbers on every machine. Not for secrets.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        auto mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        return mixed ^ (mixed >> 31U);
    }

    // From `low` up to and with `high`. The bias of a remainder does not matter here.
    std::uint64_t between(std::uint64_t low, std::uint64_t high) {
        return low + next() % (high - low + 1);
    }

    bool one_in(std::uint64_t chances) { return next() % chances == 0; }

    // Small numbers often, large ones seldom: each further step down is half as likely.
    std::uint64_t mostly_small(std::uint64_t limit) {
        auto const bits = next();
        std::uint64_t halvings = 0;
        while (halvings < 63 && ((bits >> halvings) & 1U) != 0)
            ++halvings;
        auto const top = (limit >> 6U) << (halvings < 6 ? halvings : 6);
        return between(0, top == 0 ? limit : top);
    }

private:
    std::uint64_t state_;
};

}  // namespace tally::flow
