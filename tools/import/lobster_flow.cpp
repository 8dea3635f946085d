#include "tools/import/lobster_flow.h"

namespace tally::lobster {

namespace {

// What leaves an order with this much open.
Body reduce(OrderId id, std::uint64_t open) {
    if (open == 0) return CancelOrder{id, Outcome::ok};
    AmendOrder amend;
    amend.id = id;
    amend.quantity = Quantity{open};
    return amend;
}

}  // namespace

Body Flow::place(Message const& message) const {
    PlaceOrder order;
    order.id = OrderId{message.order};
    order.owner = owner_of(message.order);
    order.market = market_;
    order.side = message.side;
    order.price = Price{message.price / price_divisor_};
    order.quantity = Quantity{message.shares};
    return order;
}

Body Flow::execute(Message const& message, std::uint64_t line) const {
    PlaceOrder order;
    order.id = taker_order(message.order, line);
    order.owner = taker;
    order.market = market_;
    order.side = message.side == OrderSide::buy ? OrderSide::sell : OrderSide::buy;
    order.time_in_force = TimeInForce::ioc;
    order.price = Price{message.price / price_divisor_};
    order.quantity = Quantity{message.shares};
    return order;
}

Flow::Step Flow::next(Message const& message, std::uint64_t line) {
    if (message.kind == Kind::hidden_execution) return {Fate::hidden, {}};
    if (message.kind == Kind::cross_trade) return {Fate::cross_trade, {}};
    if (message.kind == Kind::halt) return {Fate::halt, {}};
    if (message.kind == Kind::new_order) {
        open_[message.order] = message.shares;
        return {Fate::command, place(message)};
    }
    auto const known = open_.find(message.order);
    if (known == open_.end()) return {Fate::unknown_order, {}};
    bool const all = message.kind == Kind::deletion || message.shares >= known->second;
    auto const left = all ? 0 : known->second - message.shares;
    if (all) {
        open_.erase(known);
    } else {
        known->second = left;
    }
    if (message.kind == Kind::execution) return {Fate::command, execute(message, line)};
    return {Fate::command, reduce(OrderId{message.order}, left)};
}

std::optional<Body> Flow::correct(std::uint64_t order, Markets const& markets) const {
    OrderId const id{order};
    auto const handle = markets.find_order(id);
    if (handle == no_order) return std::nullopt;
    auto const known = open_.find(order);
    auto const left = known == open_.end() ? 0 : known->second;
    if (markets.order(handle).open.units() <= left) return std::nullopt;
    return reduce(id, left);
}

void add_need(Message const& message, std::map<OwnerId, Funding>& needs) {
    bool const places = message.kind == Kind::new_order;
    if (!places && message.kind != Kind::execution) return;
    bool const buys = (message.side == OrderSide::buy) == places;
    auto& need = needs[places ? owner_of(message.order) : taker];
    if (buys) {
        need.quote += uint128{message.price} * message.shares;
    } else {
        need.base += message.shares;
    }
}

}  // namespace tally::lobster
