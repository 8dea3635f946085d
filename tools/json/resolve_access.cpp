#include "tools/json/resolve.h"

namespace tally::json {

// A name that is not given stands for any.
AssetNumber Resolver::some_asset(ParsedCommand const& command) const {
    return command.asset.empty() ? AssetNumber{} : asset(command.asset).number;
}

MarketNumber Resolver::some_market(ParsedCommand const& command) const {
    return command.market.empty() ? MarketNumber{} : market(command.market).number;
}

bool Resolver::fill(GrantRole& body, ParsedCommand const& command) {
    body.scope.market = some_market(command);
    body.scope.asset = some_asset(command);
    return true;
}

bool Resolver::fill(RevokeRole& body, ParsedCommand const& command) {
    body.scope.market = some_market(command);
    body.scope.asset = some_asset(command);
    return true;
}

// An amount is in lots, in quote or in the asset, as the kind asks; what is only counted is whole.
bool Resolver::fill(SetLimit& body, ParsedCommand const& command) {
    body.market = some_market(command);
    body.asset = some_asset(command);
    std::optional<std::uint8_t> scale{0};
    if (body.kind == LimitKind::order_quantity) scale = market(command.market).scales.quantity;
    if (body.kind == LimitKind::order_notional) scale = market(command.market).scales.quote;
    bool const of_asset = body.kind == LimitKind::transfers || body.kind == LimitKind::withdrawals;
    if (of_asset) scale = asset(command.asset).scale;
    return units(command, Role::amount, scale, body.amount);
}

bool Resolver::fill(SetKillSwitch& body, ParsedCommand const& command) {
    body.market = some_market(command);
    return true;
}

bool Resolver::fill(SetPolicy& body, ParsedCommand const& command) {
    body.asset = some_asset(command);
    return units(command, Role::amount, asset(command.asset).scale, body.amount);
}

}  // namespace tally::json
