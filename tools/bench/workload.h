#pragma once

#include "journal/entry.h"

#include <cstdint>
#include <vector>

namespace tally::bench {

// SplitMix64: the same commands in every run.
class Random {
public:
    [[nodiscard]] std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        return mix(state_);
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return next() % bound; }

    [[nodiscard]] static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

private:
    std::uint64_t state_ = 42;
};

enum class Load : std::uint8_t { transfers, orders };

struct WorkloadShape {
    Load load = Load::transfers;
    std::uint64_t accounts = 10'000;  // of transfers
    std::uint64_t hot = 0;            // use only so many of them; 0: all
    bool random_ids = false;
    std::uint64_t owners = 1'000;  // of orders
    std::uint32_t markets = 16;
};

// Made-up commands. The low half of each one's id is its number, from 1, so that answers and record
// can be compared; a cancel's is the order's that it is about.
class Workload {
public:
    explicit Workload(WorkloadShape const& shape);

    // What has to be there first: assets, accounts, funds, markets. In order.
    [[nodiscard]] std::vector<Body> preparation() const;

    // The next command; valid until the next call.
    [[nodiscard]] Body const& next();

private:
    struct Market {
        std::uint64_t middle = 10'000;
        std::vector<uint128> placed;  // orders that may be open; bounded
    };

    void next_transfer();
    void next_order();
    [[nodiscard]] uint128 next_id();
    void place(Market& market, std::uint32_t number);
    [[nodiscard]] bool cancel(Market& market);
    void prepare_owner(std::uint64_t owner, std::vector<Body>& out) const;

    WorkloadShape shape_;
    Random random_;
    std::uint64_t number_ = 0;
    std::vector<Market> markets_;
    Body body_;
};

// One of the accounts that the workload of this shape moves.
[[nodiscard]] uint128 some_account(WorkloadShape const& shape, Random& random);

// The low half of the id that a command is about; 0 if it has none.
[[nodiscard]] std::uint64_t number_of(Body const& body);

}  // namespace tally::bench
