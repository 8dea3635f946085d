#pragma once

#include "journal/entries/markets.h"
#include "projections/effects.h"

#include <cstdint>
#include <optional>

namespace tally {

// The terms of a market, its state, and the arithmetic that follows from its scales. A plain value:
// the book and the stops of a market are the Markets' own.
//
// Rounding: an amount of quote is floor(price x quantity) in quote's smallest unit and a fee is
// floor(quote x bps / 10000). docs/markets.md, "Rounding".
struct Market {
    MarketSymbol symbol;
    MarketNumber number;
    AssetNumber base;
    AssetNumber quote;
    Increment tick;  // its scale is the scale of every Price of this market
    Increment lot;   // its scale is the scale of every Quantity of this market
    std::uint16_t maker_fee_bps = 0;
    std::uint16_t taker_fee_bps = 0;
    std::uint16_t band_bps = 0;  // 0 = no band
    bool halted = false;
    OwnerId fee_owner;
    AccountHandle
        fee_account;  // the fee owner's in quote when the market was made; none without fees

    // From the scales: quote units = price x quantity x multiplier / divisor; base units = quantity
    // x base_multiplier.
    uint128 multiplier = 1;
    uint128 divisor = 1;
    uint128 base_multiplier = 1;

    // Statistics since the market was made. Prices are zero before the first trade; the totals of
    // amounts stop at their largest value.
    Price last;
    Price high;
    Price low;
    std::uint64_t trades = 0;
    uint128 volume = 0;  // of base, in the lot's scale
    Amount notional;
    Amount fees;
    std::uint64_t open_orders = 0;  // resting orders and waiting stops

    // Nothing if it does not fit 128 bits.
    [[nodiscard]] std::optional<Amount> quote_amount(Price price, Quantity quantity) const;
    [[nodiscard]] std::optional<Amount> base_amount(Quantity quantity) const;

    // What an open order must hold: a sell its quantity in base; a buy the quote amount at `price`
    // and the larger of the two fees on it.
    [[nodiscard]] std::optional<Amount> hold_for(OrderSide side,
                                                 Price price,
                                                 Quantity quantity) const;

    [[nodiscard]] std::uint16_t larger_fee_bps() const {
        return maker_fee_bps < taker_fee_bps ? taker_fee_bps : maker_fee_bps;
    }

    // The lowest and the highest price at which a new order may stand now.
    struct Band {
        Price lowest;
        Price highest;
    };

    [[nodiscard]] Band band() const;
};

// floor(amount x bps / 10000), for bps <= 10000.
[[nodiscard]] Amount fee_rounded_down(Amount amount, std::uint16_t bps);

// 10^exponent, for exponent <= 38.
[[nodiscard]] uint128 power_of_ten(unsigned exponent);

}  // namespace tally
