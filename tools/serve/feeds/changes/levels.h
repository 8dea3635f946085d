#pragma once

#include "projections/state.h"
#include "tools/serve/feeds/changes/row_of.h"

#include <cstdint>
#include <map>
#include <tuple>

namespace tally::serve {

// The totals of all price levels, kept beside the books: a book itself would have to walk a level's
// queue to know them, which a long queue makes slow.
class Levels {
public:
    struct Totals {
        uint128 shown = 0;
        uint128 hidden = 0;
        std::uint32_t orders = 0;
    };

    // Those of all resting orders of a State, instead of what was here.
    void count(State const& state);

    void clear() { levels_.clear(); }

    void add(RestingPart const& part);
    void remove(RestingPart const& part);

    // Of the level that the part is in; zero if it is gone.
    [[nodiscard]] Totals at(RestingPart const& part) const;

private:
    using Key = std::tuple<std::uint32_t, OrderSide, std::uint64_t>;  // market, side, price

    std::map<Key, Totals> levels_;
};

}  // namespace tally::serve
