#pragma once

#include "tools/flow/line.h"
#include "tools/flow/random.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tally::flow {

// A market whose price walks, and what its traders send.
struct MarketShape {
    std::string_view symbol;
    std::string_view base;
    std::string_view quote;
    std::uint8_t price_scale;
    std::uint64_t tick;  // in units of price_scale
    std::uint8_t lot_scale;
    std::uint64_t lot;        // in units of lot_scale
    std::uint64_t middle;     // first price, in ticks
    std::uint64_t spread;     // how far from the middle orders are placed, in ticks
    std::uint64_t most_lots;  // of one order
};

class MarketFlow {
public:
    MarketFlow(MarketShape const& shape, std::uint64_t first_order, std::uint64_t owners)
        : shape_(shape), middle_(shape.middle), next_order_(first_order), owners_(owners) {}

    [[nodiscard]] MarketShape const& shape() const { return shape_; }

    // The next thing that a trader does here: mostly new orders, then cancels and amendments.
    [[nodiscard]] Line next(Random& random, Timestamp now);

private:
    Line place(Random& random, Timestamp now);
    Line cancel(Random& random);
    Line amend(Random& random);
    Line start(Random& random, bool buys);
    void limit(Line& line, Random& random, bool buys);
    void quantity(Line& line, Random& random);
    void price(Line& line, std::string_view name, std::uint64_t ticks) const;
    void conditional(Line& line, Random& random, bool buys, std::uint64_t kind);
    [[nodiscard]] std::uint64_t beside(Random& random, bool below) const;
    std::uint64_t pick(Random& random);
    void remember(Random& random, std::uint64_t order);

    MarketShape shape_;
    std::uint64_t middle_;
    std::uint64_t next_order_;
    std::uint64_t owners_;
    std::vector<std::uint64_t> placed_;  // orders that may still be open; bounded
};

}  // namespace tally::flow
