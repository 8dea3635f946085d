#include "engine/markets/decide.h"
#include "engine/markets/trading.h"

namespace tally {

namespace {

constexpr std::uint16_t all_bps = 10'000;
constexpr unsigned max_scale = 38;

bool same_terms(Market const& market, CreateMarket const& command) {
    return market.base == command.base && market.quote == command.quote &&
           market.tick == command.tick && market.lot == command.lot &&
           market.maker_fee_bps == command.maker_fee_bps &&
           market.taker_fee_bps == command.taker_fee_bps && market.fee_owner == command.fee_owner;
}

// The scales must leave every factor of the market's arithmetic within 128 bits.
Outcome check_scales(CreateMarket const& command, Asset const& base, Asset const& quote) {
    if (command.tick.units == 0) return Outcome::tick_must_not_be_zero;
    if (command.lot.units == 0) return Outcome::lot_must_not_be_zero;
    if (command.lot.scale > base.scale) return Outcome::lot_finer_than_base_scale;
    unsigned const fine = unsigned{command.tick.scale} + command.lot.scale;
    bool const too_fine = command.tick.scale > max_scale || fine > quote.scale + max_scale;
    return too_fine ? Outcome::tick_scale_too_large : Outcome::ok;
}

Outcome check_fees(Ledger const& ledger, CreateMarket const& command) {
    if (command.maker_fee_bps > all_bps || command.taker_fee_bps > all_bps)
        return Outcome::fee_too_large;
    if (command.maker_fee_bps == 0 && command.taker_fee_bps == 0) return Outcome::ok;
    auto const account = ledger.account_of(command.fee_owner, command.quote);
    if (account.is_none()) return Outcome::fee_account_not_found;
    return check_trading_account(ledger.account(account));
}

}  // namespace

Outcome decide(DecideContext const& context, CreateMarket& command, Consequences&) {
    State const& state = context.state;
    command.number = MarketNumber{};
    if (command.symbol.empty()) return Outcome::symbol_must_not_be_empty;
    if (Market const* known = state.markets().find(command.symbol))
        return same_terms(*known, command) ? Outcome::exists : Outcome::exists_with_different_terms;
    Asset const* const base = state.assets().find(command.base);
    if (base == nullptr) return Outcome::base_asset_not_found;
    Asset const* const quote = state.assets().find(command.quote);
    if (quote == nullptr) return Outcome::quote_asset_not_found;
    if (base == quote) return Outcome::base_and_quote_must_be_different;
    if (auto const scales = check_scales(command, *base, *quote); scales != Outcome::ok)
        return scales;
    if (command.band_bps > all_bps) return Outcome::band_too_wide;
    if (auto const fees = check_fees(state.ledger(), command); fees != Outcome::ok) return fees;
    if (state.markets().market_count() >= Markets::max_markets)
        return Outcome::market_limit_reached;
    command.number = MarketNumber{state.markets().market_count() + 1};
    return Outcome::ok;
}

Outcome decide(DecideContext const& context, ControlMarket& command, Consequences&) {
    Market const* const market = context.state.markets().find(command.market);
    if (market == nullptr) return Outcome::market_not_found;
    switch (command.control) {
        case MarketControl::halt:
            return market->halted ? Outcome::market_halted : Outcome::ok;
        case MarketControl::resume:
            return market->halted ? Outcome::ok : Outcome::market_not_halted;
        case MarketControl::set_band:
            return command.band_bps > all_bps ? Outcome::band_too_wide : Outcome::ok;
    }
    return Outcome::control_invalid;
}

}  // namespace tally
