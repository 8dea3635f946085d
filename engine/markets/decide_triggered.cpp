#include "engine/markets/decide.h"
#include "engine/markets/trading.h"

namespace tally {

namespace {

Taker taker_of(Markets const& markets, Market const& market, OrderHandle handle) {
    BookOrder const& order = markets.order(handle);
    OrderTerms const& terms = markets.terms(handle);
    bool const limited = order.type == OrderType::stop_limit;
    return {.id = order.id,
            .owner = markets.owner_of(handle),
            .side = order.side,
            .limit = limited ? order.price : market_limit(market, order.side),
            .open = order.open,
            .budget = terms.by_budget ? terms.held : Amount{},
            .self_trade = terms.self_trade,
            .base_account = terms.base_account,
            .quote_account = terms.quote_account};
}

}  // namespace

// A triggered stop is never refused: what it cannot fill rests (a stop limit) or is cancelled.
void decide_triggered(DecideContext const& context, Consequences& out) {
    Markets const& markets = context.state.markets();
    OrderHandle const handle = markets.first_triggered();
    if (handle == no_order) return;
    BookOrder const& order = markets.order(handle);
    Market const& market = *markets.find(order.market);
    auto const start = out.size();
    out.emplace_back(OrderTriggered{order.id, markets.terms(handle).held, false});
    Taker const taker = taker_of(markets, market, handle);
    auto const walked = Walk{context, market, taker, out}.run();
    if (taker.budget.is_zero() && walked.open.is_zero()) return;
    bool const rests = order.type == OrderType::stop_limit &&
                       (walked.end == WalkEnd::book_exhausted || walked.end == WalkEnd::used_up);
    std::get<OrderTriggered>(out[start]).rests = rests;
    if (!rests) out.emplace_back(OrderCancelled{order.id, reason_of(walked.end)});
}

}  // namespace tally
