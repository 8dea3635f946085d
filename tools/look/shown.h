#pragma once

#include "projections/state.h"

#include <string>
#include <string_view>

// Values of the record as people and JSON see them: numbers of the engine become names, units
// become decimals. What has no name in the state (a refused command may name anything) is
// "unknown", and its amount is shown in units.
namespace tally::look {

class Shown {
public:
    explicit Shown(State const& state) : state_(state) {}

    [[nodiscard]] std::string asset(AssetNumber number) const;
    [[nodiscard]] std::string market(MarketNumber number) const;
    [[nodiscard]] std::string chain(ChainNumber number) const;
    [[nodiscard]] std::string amount(Amount amount, AssetNumber asset) const;
    [[nodiscard]] std::string price(Price price, MarketNumber market) const;
    [[nodiscard]] std::string quantity(Quantity quantity, MarketNumber market) const;
    [[nodiscard]] std::string quote(Amount amount, MarketNumber market) const;

    // The amount of a limit, in what its kind counts: lots, quote, an asset, or just how many.
    [[nodiscard]] std::string limit(LimitKind kind,
                                    Amount amount,
                                    MarketNumber market,
                                    AssetNumber asset) const;

    // credits less debits, with a minus if the debits are more.
    [[nodiscard]] std::string balance(Amount debits, Amount credits, AssetNumber asset) const;

    [[nodiscard]] State const& state() const { return state_; }

private:
    [[nodiscard]] std::uint8_t scale_of(AssetNumber number) const;

    State const& state_;
};

// A number of an order whose market is not said by the entry itself.
[[nodiscard]] std::string id_text(uint128 id);

}  // namespace tally::look
