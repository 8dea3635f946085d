#include "engine/markets/walk.h"

#include "journal/vocabulary/check.h"

#include <algorithm>

namespace tally {

namespace {

// Neither an account's totals nor what one command moves may come near 2^128: a quarter of it
// leaves room for an amount and both fees on it.
constexpr Amount largest_total{uint128{1} << 126U};

bool add_within(Amount& total, Amount more, Amount limit) {
    auto const sum = total.checked_add(more);
    if (!sum || *sum > limit) return false;
    total = *sum;
    return true;
}

}  // namespace

Walk::Walk(DecideContext const& context,
           Market const& market,
           Taker const& taker,
           Consequences& out)
    : markets_(context.state.markets()),
      ledger_(context.state.ledger()),
      market_(market),
      taker_(taker),
      out_(out),
      budget_left_(taker.budget) {
    result_.open = taker.open;
}

WalkResult Walk::run() {
    auto const& levels = markets_.side(
        market_.number, taker_.side == OrderSide::buy ? OrderSide::sell : OrderSide::buy);
    auto level = levels.best_level();
    auto const crosses = [&] {
        return !level.at_end() &&
               OrderBook::crosses(taker_.side, taker_.limit, markets_.order(level.first).price);
    };
    if (!crosses()) return result_;
    owner_place_ = markets_.owner_place(taker_.owner);
    while (crosses() && take_level(level))
        level = levels.next_level(level);
    return result_;
}

// True if the walk goes on to the next level.
bool Walk::take_level(PriceLevels::Cursor const& level) {
    behind_.clear();
    for (auto maker = level.first; maker != no_order; maker = markets_.next_in_queue(maker)) {
        BookOrder const& order = markets_.order(maker);
        if (!meet(maker, order.open, order.shown)) return false;
    }
    for (std::size_t i = 0; i < behind_.size(); ++i) {
        Slice const slice = behind_[i];
        if (!meet(
                slice.maker, slice.open, std::min(slice.open, markets_.terms(slice.maker).display)))
            return false;
    }
    return true;
}

// One maker, or the next slice of one. True if the walk goes on.
bool Walk::meet(OrderHandle maker, Quantity open, Quantity shown) {
    BookOrder const& order = markets_.order(maker);
    Quantity const wanted = wanted_at(order.price, open);
    if (order.all_or_none && wanted < open) return true;
    if (order.owner == owner_place_) return prevent_self_trade(order, open);
    return trade(maker, open, shown, wanted);
}

bool Walk::trade(OrderHandle maker, Quantity open, Quantity shown, Quantity wanted) {
    Quantity const quantity = std::min(shown, wanted);
    if (quantity.is_zero()) return stop(WalkEnd::budget_spent);
    if (!emit_fill(maker, quantity)) return stop(WalkEnd::totals_too_large);
    if (taker_.budget.is_zero()) {
        result_.open -= quantity;
        if (result_.open.is_zero()) return stop(WalkEnd::used_up);
    } else if (quantity < shown || budget_left_.is_zero()) {
        return stop(WalkEnd::budget_spent);
    }
    if (quantity < open) behind_.push_back({maker, open - quantity});
    return true;
}

bool Walk::prevent_self_trade(BookOrder const& maker, Quantity open) {
    switch (taker_.self_trade) {
        case SelfTrade::cancel_newest:
            return stop(WalkEnd::self_trade);
        case SelfTrade::cancel_oldest:
            out_.emplace_back(OrderCancelled{maker.id, CancelReason::self_trade});
            result_.acted = true;
            return true;
        case SelfTrade::cancel_both:
            out_.emplace_back(OrderCancelled{maker.id, CancelReason::self_trade});
            result_.acted = true;
            return stop(WalkEnd::self_trade);
        case SelfTrade::decrement:
            break;
    }
    Quantity const lost = std::min(open, result_.open);
    out_.emplace_back(OrderDecremented{maker.id, taker_.id, lost});
    result_.acted = true;
    result_.open -= lost;
    return result_.open.is_zero() ? stop(WalkEnd::used_up) : true;
}

bool Walk::emit_fill(OrderHandle maker, Quantity quantity) {
    BookOrder const& order = markets_.order(maker);
    auto const quote = market_.quote_amount(order.price, quantity);
    auto const base = market_.base_amount(quantity);
    TALLY_CHECK(quote.has_value() && base.has_value());  // the maker's own fitted
    if (!have_room(maker, *base, *quote)) return false;
    Amount const maker_fee = fee_rounded_down(*quote, market_.maker_fee_bps);
    Amount const taker_fee = fee_rounded_down(*quote, market_.taker_fee_bps);
    out_.emplace_back(Fill{.market = market_.number,
                           .taker_side = taker_.side,
                           .maker = order.id,
                           .taker = taker_.id,
                           .price = order.price,
                           .quantity = quantity,
                           .quote = *quote,
                           .maker_fee = maker_fee,
                           .taker_fee = taker_fee});
    result_.acted = true;
    result_.filled += quantity.units();
    result_.spent += *quote + taker_fee;
    if (!taker_.budget.is_zero()) budget_left_ -= *quote + taker_fee;
    return true;
}

// Refuses what could bring a total of any account involved to overflow, long before it does.
bool Walk::have_room(OrderHandle maker, Amount base, Amount quote) {
    OrderTerms const& terms = markets_.terms(maker);
    if (!add_within(base_moved_, base, largest_total)) return false;
    if (!add_within(quote_moved_, quote, largest_total)) return false;
    if (!has_room(terms.base_account) || !has_room(terms.quote_account)) return false;
    if (result_.filled != 0) return true;  // the others were looked at before
    return has_room(taker_.base_account) && has_room(taker_.quote_account) &&
           (market_.fee_account.is_none() || has_room(market_.fee_account));
}

bool Walk::has_room(AccountHandle handle) const {
    Account const& account = ledger_.account(handle);
    return account.all_debits() <= largest_total && account.all_credits() <= largest_total;
}

// How much of what a maker offers the taker wants, or can pay.
Quantity Walk::wanted_at(Price price, Quantity offered) const {
    if (taker_.budget.is_zero()) return std::min(offered, result_.open);
    if (cost_at(price, offered) <= budget_left_) return offered;
    std::uint64_t const lot = market_.lot.units;
    std::uint64_t affordable = 0;
    std::uint64_t beyond = offered.units() / lot;
    while (beyond - affordable > 1) {
        std::uint64_t const middle = affordable + (beyond - affordable) / 2;
        if (cost_at(price, Quantity{middle * lot}) <= budget_left_)
            affordable = middle;
        else
            beyond = middle;
    }
    return Quantity{affordable * lot};
}

// What a buyer by budget pays for it, or the largest amount if that does not fit.
Amount Walk::cost_at(Price price, Quantity quantity) const {
    auto const quote = market_.quote_amount(price, quantity);
    if (!quote) return amount_max;
    return quote->checked_add(fee_rounded_down(*quote, market_.taker_fee_bps)).value_or(amount_max);
}

bool Walk::stop(WalkEnd end) {
    result_.end = end;
    return false;
}

}  // namespace tally
