#include "engine/markets/decide.h"
#include "engine/markets/trading.h"

#include <algorithm>

namespace tally {

Outcome decide(DecideContext const& context, CancelOrder& command, Consequences&) {
    bool const open = context.state.markets().find_order(command.id) != no_order;
    return open ? Outcome::ok : why_not_open(context, command.id);
}

Outcome decide(DecideContext const& context, CancelAll& command, Consequences& out) {
    Markets const& markets = context.state.markets();
    command.count = 0;
    if (command.owner.value == 0) return Outcome::owner_must_not_be_zero;
    bool const everywhere = command.market.value == 0;
    if (!everywhere && markets.find(command.market) == nullptr) return Outcome::market_not_found;
    auto handle = markets.first_of_owner(command.owner);
    for (; handle != no_order; handle = markets.next_of_owner(handle)) {
        BookOrder const& order = markets.order(handle);
        if (!everywhere && order.market != command.market) continue;
        out.emplace_back(OrderCancelled{order.id, CancelReason::requested});
        ++command.count;
    }
    return Outcome::ok;
}

void decide_expired_orders(DecideContext const& context, Consequences& out) {
    Markets const& markets = context.state.markets();
    if (markets.next_due() > context.now) return;
    auto due = markets.due_at(context.now);
    std::sort(due.begin(), due.end(), [&](OrderHandle left, OrderHandle right) {
        OrderTerms const& a = markets.terms(left);
        OrderTerms const& b = markets.terms(right);
        return a.expires != b.expires ? a.expires < b.expires : a.placed < b.placed;
    });
    for (auto const handle : due)
        out.emplace_back(OrderExpired{markets.order(handle).id});
}

}  // namespace tally
