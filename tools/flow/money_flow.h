#pragma once

#include "tools/flow/line.h"
#include "tools/flow/random.h"

#include <cstdint>
#include <vector>

namespace tally::flow {

// What owners do beside trading: transfers, in one step or in two, linked pairs, escrows.
class MoneyFlow {
public:
    explicit MoneyFlow(std::uint64_t owners) : owners_(owners) {}

    // One command, or the two of a linked pair.
    void next(Random& random, Timestamp now, std::vector<Line>& out);

private:
    Line transfer(Random& random);
    Line finish_pending(Random& random);
    void linked_pair(Random& random, std::vector<Line>& out);
    void escrow(Random& random, Timestamp now, std::vector<Line>& out);

    std::uint64_t owners_;
    std::uint64_t next_transfer_ = 1'000'000;
    std::uint64_t next_escrow_ = 1;
    std::vector<std::uint64_t> pending_;
    std::vector<std::uint64_t> funded_;
};

}  // namespace tally::flow
