#include "engine/past.h"

namespace tally {

bool is_transient(Outcome outcome) {
    switch (outcome) {
        // transfers
        case Outcome::debit_account_not_found:
        case Outcome::credit_account_not_found:
        case Outcome::pending_transfer_not_found:
        case Outcome::reversed_transfer_not_found:
        case Outcome::debit_account_already_closed:
        case Outcome::credit_account_already_closed:
        case Outcome::exceeds_credits:
        case Outcome::exceeds_debits:
        case Outcome::account_has_open_holds:
        // orders
        case Outcome::base_account_not_found:
        case Outcome::quote_account_not_found:
        case Outcome::account_closed:
        case Outcome::insufficient_funds:
        case Outcome::market_halted:
        case Outcome::price_outside_band:
        case Outcome::post_only_would_take:
        case Outcome::would_not_fill_completely:
        case Outcome::would_not_fill_minimum:
        case Outcome::no_liquidity:
        case Outcome::stop_already_triggered:
        case Outcome::self_trade_prevented:
        case Outcome::account_cannot_trade:
        case Outcome::order_limit_reached:
        case Outcome::no_last_trade:
        case Outcome::trail_out_of_range:
        case Outcome::account_totals_too_large:
        // both
        case Outcome::killed:
        case Outcome::transfer_limit_exceeded:
        case Outcome::order_quantity_limit_exceeded:
        case Outcome::order_notional_limit_exceeded:
        case Outcome::open_orders_limit_exceeded:
        case Outcome::order_rate_limit_exceeded:
        case Outcome::price_band_limit_exceeded:
            return true;
        default:
            return false;
    }
}

}  // namespace tally
