#pragma once

#include "journal/entries/markets.h"
#include "projections/markets/market.h"

#include <cstdint>

namespace tally {

// An iceberg shows itself in at most this many slices: what one taker can set off stays bounded.
inline constexpr std::uint64_t max_iceberg_slices = 1'000;

// What is wrong with an order in itself, whatever the state of the market: the fields that its type
// needs or must not have, ticks, lots, combinations. In the order of precedence of docs/markets.md.
[[nodiscard]] Outcome check_order_form(Market const& market, PlaceOrder const& order);

// A stop, stop limit or trailing stop: waits for a price.
[[nodiscard]] constexpr bool waits_for_price(OrderType type) {
    return type == OrderType::stop || type == OrderType::stop_limit ||
           type == OrderType::trailing_stop;
}

// Whether a quantity can be shown in slices of `display` (zero = it is no iceberg).
[[nodiscard]] constexpr bool display_fits(Quantity display, Quantity quantity) {
    return display.is_zero() || (quantity.units() - 1) / max_iceberg_slices < display.units();
}

}  // namespace tally
