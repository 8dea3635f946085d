#pragma once

#include "projections/state.h"
#include "tools/serve/feeds/changes/change.h"

#include <cstdint>
#include <optional>

// Objects of a State as rows: for what changed, and for the rows that a feed begins with.
namespace tally::serve {

[[nodiscard]] AssetName asset_name(State const& state, AssetNumber number);
[[nodiscard]] MarketName market_name(State const& state, MarketNumber number);
[[nodiscard]] BalanceChange row_of(State const& state, Account const& account);
[[nodiscard]] OrderChange row_of(State const& state, OrderHandle handle);
[[nodiscard]] EscrowChange row_of(State const& state, Escrow const& escrow);

// What an order adds to the level that it rests in.
struct RestingPart {
    MarketNumber market;
    OrderSide side = OrderSide::buy;
    Price price;
    std::uint64_t shown = 0;
    std::uint64_t hidden = 0;

    friend bool operator==(RestingPart const&, RestingPart const&) = default;
};

// Nothing if it does not rest.
[[nodiscard]] std::optional<RestingPart> resting_part(BookOrder const& order);

}  // namespace tally::serve
