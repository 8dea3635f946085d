#include "engine/access/decide.h"

namespace tally {

namespace {

// What a limit of a kind is made of.
struct Shape {
    bool owner_only = false;
    bool market = false;      // names a market
    bool any_market = false;  // or none, for all
    bool asset = false;
    bool window = false;
};

Shape shape_of(LimitKind kind) {
    switch (kind) {
        case LimitKind::order_quantity:
        case LimitKind::order_notional:
            return {.market = true};
        case LimitKind::open_orders:
            return {.owner_only = true, .market = true, .any_market = true};
        case LimitKind::order_rate:
            return {.market = true, .any_market = true, .window = true};
        case LimitKind::price_band:
            return {.market = true, .any_market = true};
        case LimitKind::transfers:
        case LimitKind::withdrawals:
            return {.asset = true, .window = true};
    }
    return {};
}

Outcome check_subject(DecideContext const& context, SetLimit const& command, Shape const& shape) {
    bool const owner = command.owner != OwnerId{};
    bool const key = command.number != KeyNumber{};
    if (owner == key || (key && shape.owner_only)) return Outcome::limit_subject_invalid;
    if (key && context.state.access().key(command.number) == nullptr) return Outcome::key_not_found;
    return Outcome::ok;
}

Outcome check_place(DecideContext const& context, SetLimit const& command, Shape const& shape) {
    bool const market = command.market != MarketNumber{};
    if (market && !shape.market) return Outcome::scope_invalid;
    bool const needs_market = shape.market && !shape.any_market;
    if ((market || needs_market) && context.state.markets().find(command.market) == nullptr)
        return Outcome::market_not_found;
    bool const asset = command.asset != AssetNumber{};
    if (asset && !shape.asset) return Outcome::scope_invalid;
    if (shape.asset && context.state.assets().find(command.asset) == nullptr)
        return Outcome::asset_not_found;
    return Outcome::ok;
}

}  // namespace

Outcome decide(DecideContext const& context, SetLimit& command, Consequences&) {
    bool const known_kind =
        command.kind >= LimitKind::order_quantity && command.kind <= LimitKind::withdrawals;
    if (!known_kind) return Outcome::limit_kind_invalid;
    auto const shape = shape_of(command.kind);
    if (auto const subject = check_subject(context, command, shape); subject != Outcome::ok)
        return subject;
    if (auto const place = check_place(context, command, shape); place != Outcome::ok) return place;
    auto const& limits = context.state.limits();
    bool const known = limits.find(key_of(command)) != nullptr;
    if (command.off) return known ? Outcome::ok : Outcome::limit_not_found;
    if (shape.window != (command.window != 0)) return Outcome::limit_window_invalid;
    bool const room = known || limits.all().size() < Limits::max_limits;
    return room ? Outcome::ok : Outcome::too_many_limits;
}

}  // namespace tally
