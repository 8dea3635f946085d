#include "engine/markets/trading.h"

namespace tally {

Outcome check_trading_account(Account const& account) {
    if (account.has(account_flag::credits_must_not_exceed_debits))
        return Outcome::account_cannot_trade;
    return account.closed() ? Outcome::account_closed : Outcome::ok;
}

Outcome find_trading_accounts(Ledger const& ledger,
                              Market const& market,
                              OwnerId owner,
                              TradingAccounts& accounts) {
    accounts.base = ledger.account_of(owner, market.base);
    if (accounts.base.is_none()) return Outcome::base_account_not_found;
    accounts.quote = ledger.account_of(owner, market.quote);
    if (accounts.quote.is_none()) return Outcome::quote_account_not_found;
    auto const base = check_trading_account(ledger.account(accounts.base));
    return base != Outcome::ok ? base : check_trading_account(ledger.account(accounts.quote));
}

Outcome why_not_open(DecideContext const& context, OrderId id) {
    auto const placed = context.past.order(id);
    return placed && placed->outcome == Outcome::ok ? Outcome::order_already_closed
                                                    : Outcome::order_not_found;
}

Price market_limit(Market const& market, OrderSide side) {
    auto const band = market.band();
    return side == OrderSide::buy ? band.highest : band.lowest;
}

}  // namespace tally
