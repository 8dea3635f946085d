#include "projections/markets/market.h"

#include <array>
#include <limits>

namespace tally {

namespace {

// left x right, or nothing if it does not fit. Both halves are looked at first because nearly every
// product of a market fits 64 bits.
std::optional<uint128> multiplied(uint128 left, uint128 right) {
    if ((high_half(left) | high_half(right)) == 0) return left * right;
    if (right != 0 && left > uint128_max / right) return std::nullopt;
    return left * right;
}

uint128 divided_rounding_down(uint128 dividend, uint128 divisor) {
    if ((high_half(dividend) | high_half(divisor)) == 0)
        return low_half(dividend) / low_half(divisor);
    return dividend / divisor;
}

}  // namespace

std::optional<Amount> Market::quote_amount(Price price, Quantity quantity) const {
    uint128 product = uint128{price.value} * quantity.units();
    if (multiplier != 1) {
        auto const scaled = multiplied(product, multiplier);
        if (!scaled) return std::nullopt;
        product = *scaled;
    }
    return Amount{divisor == 1 ? product : divided_rounding_down(product, divisor)};
}

std::optional<Amount> Market::base_amount(Quantity quantity) const {
    auto const units = multiplied(quantity.units(), base_multiplier);
    if (!units) return std::nullopt;
    return Amount{*units};
}

std::optional<Amount> Market::hold_for(OrderSide side, Price price, Quantity quantity) const {
    if (side == OrderSide::sell) return base_amount(quantity);
    auto const cost = quote_amount(price, quantity);
    if (!cost) return std::nullopt;
    return cost->checked_add(fee_rounded_down(*cost, larger_fee_bps()));
}

Market::Band Market::band() const {
    constexpr auto top = std::numeric_limits<std::uint64_t>::max();
    if (band_bps == 0 || last.value == 0) return {Price{0}, Price{top}};
    auto const width = low_half(uint128{last.value} * band_bps / 10'000U);
    auto const highest = width > top - last.value ? top : last.value + width;
    return {Price{last.value - width}, Price{highest}};
}

Amount fee_rounded_down(Amount amount, std::uint16_t bps) {
    if (bps == 0) return Amount{};
    uint128 const units = amount.units();
    if (units < (uint128{1} << 50U)) return Amount{low_half(units) * bps / 10'000U};
    return Amount{units / 10'000U * bps + units % 10'000U * bps / 10'000U};
}

uint128 power_of_ten(unsigned exponent) {
    uint128 power = 1;
    for (unsigned i = 0; i < exponent; ++i)
        power *= 10;
    return power;
}

}  // namespace tally
