#pragma once

#include "engine/decider.h"
#include "engine/markets/walk.h"
#include "projections/markets/markets.h"

#include <cstddef>

// What the deciders of orders share.
namespace tally {

// The two accounts through which an owner trades in a market.
struct TradingAccounts {
    AccountHandle base;
    AccountHandle quote;

    [[nodiscard]] AccountHandle paying(OrderSide side) const {
        return side == OrderSide::buy ? quote : base;
    }
};

// Finds them, and refuses those that cannot trade.
[[nodiscard]] Outcome find_trading_accounts(Ledger const& ledger,
                                            Market const& market,
                                            OwnerId owner,
                                            TradingAccounts& accounts);

// An account that an order may be paid from or into: open, and not one whose credits are limited.
[[nodiscard]] Outcome check_trading_account(Account const& account);

// Why an order that is not open is not: it was, or it never was.
[[nodiscard]] Outcome why_not_open(DecideContext const& context, OrderId id);

// The worst price that a market order accepts: the edge of the band.
[[nodiscard]] Price market_limit(Market const& market, OrderSide side);

// Takes back what was appended since `start`.
inline void take_back(Consequences& out, std::size_t start) {
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(start), out.end());
}

// Why what is left of a taker that cannot rest is cancelled.
[[nodiscard]] constexpr CancelReason reason_of(WalkEnd end) {
    if (end == WalkEnd::self_trade) return CancelReason::self_trade;
    if (end == WalkEnd::budget_spent) return CancelReason::budget_spent;
    return CancelReason::unfilled_remainder;
}

}  // namespace tally
