#include "tools/serve/feeds/changes/levels.h"

#include "journal/vocabulary/check.h"

namespace tally::serve {

void Levels::count(State const& state) {
    clear();
    auto const& markets = state.markets();
    for (std::uint32_t number = 1; number <= markets.market_count(); ++number) {
        for (auto const side : {OrderSide::buy, OrderSide::sell}) {
            auto const& prices = markets.side(MarketNumber{number}, side);
            for (auto at = prices.best_level(); !at.at_end(); at = prices.next_level(at)) {
                auto const totals = markets.totals(at);
                levels_[Key{number, side, totals.price.value}] = {
                    totals.shown, totals.hidden, totals.orders};
            }
        }
    }
}

void Levels::add(RestingPart const& part) {
    auto& totals = levels_[Key{part.market.value, part.side, part.price.value}];
    totals.shown += part.shown;
    totals.hidden += part.hidden;
    ++totals.orders;
}

void Levels::remove(RestingPart const& part) {
    auto const found = levels_.find(Key{part.market.value, part.side, part.price.value});
    TALLY_CHECK(found != levels_.end());
    auto& totals = found->second;
    TALLY_CHECK(totals.shown >= part.shown);
    TALLY_CHECK(totals.hidden >= part.hidden);
    totals.shown -= part.shown;
    totals.hidden -= part.hidden;
    if (--totals.orders == 0) levels_.erase(found);
}

Levels::Totals Levels::at(RestingPart const& part) const {
    auto const found = levels_.find(Key{part.market.value, part.side, part.price.value});
    return found == levels_.end() ? Totals{} : found->second;
}

}  // namespace tally::serve
