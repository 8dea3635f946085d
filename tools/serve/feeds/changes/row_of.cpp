#include "tools/serve/feeds/changes/row_of.h"

#include "journal/vocabulary/check.h"

#include <bit>

namespace tally::serve {

namespace {

OrderStage stage_of(OrderState state) {
    switch (state) {
        case OrderState::resting:
            return OrderStage::resting;
        case OrderState::waiting:
            return OrderStage::waiting;
        case OrderState::taking:
        case OrderState::triggered:
            return OrderStage::taking;
    }
    return OrderStage::taking;
}

}  // namespace

AssetName asset_name(State const& state, AssetNumber number) {
    auto const* const asset = state.assets().find(number);
    TALLY_CHECK(asset != nullptr);
    return {asset->code, number, asset->scale};
}

MarketName market_name(State const& state, MarketNumber number) {
    auto const* const market = state.markets().find(number);
    TALLY_CHECK(market != nullptr);
    return {market->symbol,
            number,
            asset_name(state, market->quote),
            market->tick.scale,
            market->lot.scale};
}

BalanceChange row_of(State const& state, Account const& account) {
    return {account.id,
            account.owner,
            asset_name(state, account.asset),
            account.debits_posted,
            account.debits_pending,
            account.credits_posted,
            account.credits_pending,
            account.held};
}

OrderChange row_of(State const& state, OrderHandle handle) {
    auto const& markets = state.markets();
    auto const& order = markets.order(handle);
    auto const& terms = markets.terms(handle);
    OrderChange row;
    row.id = order.id;
    row.owner = markets.owner_of(handle);
    row.market = market_name(state, order.market);
    row.side = order.side;
    row.type = order.type;
    row.time_in_force = terms.time_in_force;
    row.stage = stage_of(order.state);
    row.by_budget = terms.by_budget;
    row.price = order.price;
    row.quantity = terms.quantity;
    row.open = order.open;
    row.placed = terms.placed;
    return row;
}

EscrowChange row_of(State const& state, Escrow const& escrow) {
    auto const attested = [&](EscrowAction action) {
        return static_cast<std::uint8_t>(std::popcount(escrow.attested(action)));
    };
    return {escrow.id,
            escrow.buyer,
            escrow.seller,
            asset_name(state, escrow.asset),
            escrow.amount,
            escrow.state,
            escrow.quorum,
            attested(EscrowAction::release),
            attested(EscrowAction::refund),
            escrow.changed};
}

std::optional<RestingPart> resting_part(BookOrder const& order) {
    if (order.state != OrderState::resting) return std::nullopt;
    auto const open = order.open.units();
    auto const shown = order.shown.units();
    return RestingPart{order.market, order.side, order.price, shown, open - shown};
}

}  // namespace tally::serve
