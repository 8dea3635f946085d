#pragma once

#include "engine/decider.h"
#include "projections/markets/markets.h"

#include <boost/container/small_vector.hpp>

#include <cstddef>
#include <cstdint>

namespace tally {

// An order that takes, as a walk through the other side of the book sees it.
struct Taker {
    OrderId id;
    OwnerId owner;
    OrderSide side = OrderSide::buy;
    Price limit;    // the worst price that it accepts
    Quantity open;  // what it wants; unused by budget
    Amount budget;  // what it may spend, its fees included; zero = by quantity
    SelfTrade self_trade = SelfTrade::cancel_newest;
    AccountHandle base_account;
    AccountHandle quote_account;
};

// Why a walk ended.
enum class WalkEnd : std::uint8_t {
    book_exhausted,    // nothing more at an acceptable price
    used_up,           // the taker has nothing left
    budget_spent,      // what is left of the budget does not buy a lot more
    self_trade,        // prevention took the taker out
    totals_too_large,  // an account is near the end of its 128-bit totals
};

struct WalkResult {
    WalkEnd end = WalkEnd::book_exhausted;
    uint128 filled = 0;  // base, in the lot's scale
    Quantity open;       // what is left of the taker
    Amount spent;        // quote and the taker's fees on it, of a buy
    bool acted = false;  // something was emitted
};

// The result of a walk that is taken back.
[[nodiscard]] inline WalkResult untouched(Quantity open) {
    WalkResult result;
    result.open = open;
    return result;
}

// Walks a taker through the book in price-time order without changing it, and appends what happens:
// fills at the makers' prices, and what self-trade prevention does. A caller that then refuses
// takes the appended off again: nothing is emitted before the verdict.
//
// A maker of all-or-none that is larger than what the taker still wants is passed over. A taken-up
// iceberg slice is followed by the next one behind all others at its price.
class Walk {
public:
    Walk(DecideContext const& context, Market const& market, Taker const& taker, Consequences& out);

    [[nodiscard]] WalkResult run();

private:
    struct Slice {
        OrderHandle maker = no_order;
        Quantity open;  // of the maker, at that point of the walk
    };

    [[nodiscard]] bool take_level(PriceLevels::Cursor const& level);
    [[nodiscard]] bool meet(OrderHandle maker, Quantity open, Quantity shown);
    [[nodiscard]] bool trade(OrderHandle maker, Quantity open, Quantity shown, Quantity wanted);
    [[nodiscard]] bool prevent_self_trade(BookOrder const& maker, Quantity open);
    [[nodiscard]] bool emit_fill(OrderHandle maker, Quantity quantity);
    [[nodiscard]] bool have_room(OrderHandle maker, Amount base, Amount quote);
    [[nodiscard]] bool has_room(AccountHandle account) const;
    [[nodiscard]] Quantity wanted_at(Price price, Quantity offered) const;
    [[nodiscard]] Amount cost_at(Price price, Quantity quantity) const;
    bool stop(WalkEnd end);

    Markets const& markets_;
    Ledger const& ledger_;
    Market const& market_;
    Taker const& taker_;
    Consequences& out_;
    WalkResult result_;
    Amount budget_left_;
    Amount base_moved_;
    Amount quote_moved_;
    std::uint32_t owner_place_ = UINT32_MAX;
    // The icebergs of the level at hand that showed a new slice. Without icebergs it stays empty;
    // up to its inline room it allocates nothing.
    boost::container::small_vector<Slice, 16> behind_;
};

}  // namespace tally
