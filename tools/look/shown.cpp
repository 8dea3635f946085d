#include "tools/look/shown.h"

#include "tools/text/number.h"

namespace tally::look {

std::uint8_t Shown::scale_of(AssetNumber number) const {
    auto const* const asset = state_.assets().find(number);
    return asset == nullptr ? std::uint8_t{0} : asset->scale;
}

std::string Shown::asset(AssetNumber number) const {
    auto const* const asset = state_.assets().find(number);
    return asset == nullptr ? "unknown" : std::string{asset->code.view()};
}

std::string Shown::market(MarketNumber number) const {
    auto const* const market = state_.markets().find(number);
    return market == nullptr ? "unknown" : std::string{market->symbol.view()};
}

std::string Shown::chain(ChainNumber number) const {
    auto const* const chain = state_.chains().find(number);
    return chain == nullptr ? "unknown" : std::string{chain->terms().name.view()};
}

std::string Shown::amount(Amount amount, AssetNumber asset) const {
    return text::format_units(amount.units(), scale_of(asset));
}

std::string Shown::price(Price price, MarketNumber number) const {
    auto const* const market = state_.markets().find(number);
    return text::format_units(price.value,
                              market == nullptr ? std::uint8_t{0} : market->tick.scale);
}

std::string Shown::quantity(Quantity quantity, MarketNumber number) const {
    auto const* const market = state_.markets().find(number);
    return text::format_units(quantity.units(),
                              market == nullptr ? std::uint8_t{0} : market->lot.scale);
}

std::string Shown::quote(Amount amount, MarketNumber number) const {
    auto const* const market = state_.markets().find(number);
    return this->amount(amount, market == nullptr ? unknown_asset : market->quote);
}

std::string Shown::limit(LimitKind kind,
                         Amount amount,
                         MarketNumber number,
                         AssetNumber asset) const {
    auto const* const market = state_.markets().find(number);
    switch (kind) {
        case LimitKind::order_quantity:
            return text::format_units(amount.units(),
                                      market == nullptr ? std::uint8_t{0} : market->lot.scale);
        case LimitKind::order_notional:
            return quote(amount, number);
        case LimitKind::transfers:
        case LimitKind::withdrawals:
            return this->amount(amount, asset);
        case LimitKind::open_orders:
        case LimitKind::order_rate:
        case LimitKind::price_band:
            break;
    }
    return text::format_units(amount.units(), 0);
}

std::string Shown::balance(Amount debits, Amount credits, AssetNumber asset) const {
    if (debits <= credits) return amount(credits - debits, asset);
    return "-" + amount(debits - credits, asset);
}

std::string id_text(uint128 id) {
    return text::format_integer(id);
}

}  // namespace tally::look
