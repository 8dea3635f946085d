#include "replay/catalog.h"

#include "journal/crypto/text.h"

#include <string_view>

namespace tally {

namespace {

DiffValue number(uint128 value, std::uint8_t scale = 0) {
    return {true, value, scale, {}};
}

DiffValue text(std::string_view value) {
    return {false, 0, 0, std::string{value}};
}

DiffValue yes_or_no(bool value) {
    return text(value ? "yes" : "no");
}

std::uint8_t scale_of(State const& state, AssetNumber asset) {
    auto const* known = state.assets().find(asset);
    return known == nullptr ? std::uint8_t{0} : known->scale;
}

Catalog assets(State const& state) {
    Catalog catalog{"asset", {}, {}, {}};
    for (auto const& asset : state.assets().all())
        catalog.ids.emplace_back(asset.number.value);
    auto const find = [&state](uint128 id) {
        return state.assets().find(AssetNumber{static_cast<std::uint32_t>(id)});
    };
    catalog.has = [find](uint128 id) { return find(id) != nullptr; };
    catalog.fields = [find](uint128 id) {
        auto const& asset = *find(id);
        return std::vector<CatalogField>{{"code", text(asset.code.view())},
                                         {"scale", number(asset.scale)}};
    };
    return catalog;
}

std::vector<CatalogField> account_fields(State const& state, Account const& account) {
    auto const scale = scale_of(state, account.asset);
    return {{"owner", number(account.owner.value)},
            {"asset", number(account.asset.value)},
            {"code", number(account.code)},
            {"flags", number(account.flags)},
            {"debits_pending", number(account.debits_pending.units(), scale)},
            {"debits_posted", number(account.debits_posted.units(), scale)},
            {"credits_pending", number(account.credits_pending.units(), scale)},
            {"credits_posted", number(account.credits_posted.units(), scale)},
            {"held", number(account.held.units(), scale)},
            {"created", number(account.created.ns, 9)}};
}

Catalog accounts(State const& state) {
    Catalog catalog{"account", {}, {}, {}};
    auto const& ledger = state.ledger();
    catalog.ids.reserve(ledger.account_count());
    for (std::uint32_t i = 0; i < ledger.account_count(); ++i)
        catalog.ids.push_back(ledger.account(AccountHandle{i}).id.value);
    catalog.has = [&ledger](uint128 id) { return !ledger.find(AccountId{id}).is_none(); };
    catalog.fields = [&state, &ledger](uint128 id) {
        return account_fields(state, ledger.account(ledger.find(AccountId{id})));
    };
    return catalog;
}

Catalog pending_transfers(State const& state) {
    Catalog catalog{"pending_transfer", {}, {}, {}};
    auto const& ledger = state.ledger();
    ledger.for_each_pending(
        [&](PendingTransfer const& pending) { catalog.ids.push_back(pending.id.value); });
    catalog.has = [&ledger](uint128 id) { return ledger.pending(TransferId{id}) != nullptr; };
    catalog.fields = [&state, &ledger](uint128 id) {
        auto const& pending = *ledger.pending(TransferId{id});
        auto const& debit = ledger.account(pending.debit);
        return std::vector<CatalogField>{
            {"debit", number(debit.id.value)},
            {"credit", number(ledger.account(pending.credit).id.value)},
            {"amount", number(pending.amount.units(), scale_of(state, debit.asset))}};
    };
    return catalog;
}

std::vector<CatalogField> market_fields(Market const& market) {
    return {{"symbol", text(market.symbol.view())},
            {"halted", yes_or_no(market.halted)},
            {"band_bps", number(market.band_bps)},
            {"last", number(market.last.value, market.tick.scale)},
            {"high", number(market.high.value, market.tick.scale)},
            {"low", number(market.low.value, market.tick.scale)},
            {"trades", number(market.trades)},
            {"volume", number(market.volume, market.lot.scale)},
            {"open_orders", number(market.open_orders)}};
}

Catalog markets(State const& state) {
    Catalog catalog{"market", {}, {}, {}};
    auto const& markets = state.markets();
    for (std::uint32_t i = 1; i <= markets.market_count(); ++i)
        catalog.ids.emplace_back(i);
    auto const find = [&markets](uint128 id) {
        return markets.find(MarketNumber{static_cast<std::uint32_t>(id)});
    };
    catalog.has = [find](uint128 id) { return find(id) != nullptr; };
    catalog.fields = [find](uint128 id) { return market_fields(*find(id)); };
    return catalog;
}

std::vector<CatalogField> order_fields(State const& state, OrderHandle handle) {
    auto const& order = state.markets().order(handle);
    auto const& terms = state.markets().terms(handle);
    auto const& market = *state.markets().find(order.market);
    auto const held = order.side == OrderSide::buy ? market.quote : market.base;
    return {{"owner", number(state.markets().owner_of(handle).value)},
            {"market", text(market.symbol.view())},
            {"side", text(order.side == OrderSide::buy ? "buy" : "sell")},
            {"price", number(order.price.value, market.tick.scale)},
            {"stop_price", number(terms.stop_price.value, market.tick.scale)},
            {"quantity", number(terms.quantity.units(), market.lot.scale)},
            {"open", number(order.open.units(), market.lot.scale)},
            {"shown", number(order.shown.units(), market.lot.scale)},
            {"held", number(terms.held.units(), scale_of(state, held))}};
}

Catalog orders(State const& state) {
    Catalog catalog{"order", {}, {}, {}};
    auto const& markets = state.markets();
    for (auto const handle : markets.open_orders())
        if (markets.terms(handle).listed)  // not one that only takes, in the middle of a command
            catalog.ids.push_back(markets.order(handle).id.value);
    catalog.has = [&markets](uint128 id) { return markets.find_order(OrderId{id}) != no_order; };
    catalog.fields = [&state, &markets](uint128 id) {
        return order_fields(state, markets.find_order(OrderId{id}));
    };
    return catalog;
}

Catalog escrows(State const& state) {
    Catalog catalog{"escrow", {}, {}, {}};
    auto const& escrows = state.escrows();
    for (std::size_t i = 0; i < escrows.size(); ++i)
        catalog.ids.push_back(escrows.at(i).id.value);
    catalog.has = [&escrows](uint128 id) { return escrows.find(EscrowId{id}) != nullptr; };
    catalog.fields = [&state, &escrows](uint128 id) {
        auto const& escrow = *escrows.find(EscrowId{id});
        return std::vector<CatalogField>{
            {"state", text(name_of(escrow.state))},
            {"amount", number(escrow.amount.units(), scale_of(state, escrow.asset))},
            {"release_attested", number(escrow.release_attested)},
            {"refund_attested", number(escrow.refund_attested)}};
    };
    return catalog;
}

Catalog chains(State const& state) {
    Catalog catalog{"chain", {}, {}, {}};
    auto const& chains = state.chains();
    for (auto const& chain : chains.all())
        catalog.ids.emplace_back(chain.number().value);
    auto const find = [&chains](uint128 id) {
        return chains.find(ChainNumber{static_cast<std::uint32_t>(id)});
    };
    catalog.has = [find](uint128 id) { return find(id) != nullptr; };
    catalog.fields = [find](uint128 id) {
        auto const& chain = *find(id);
        auto const* tip = chain.tip();
        return std::vector<CatalogField>{
            {"name", text(chain.terms().name.view())},
            {"halted", yes_or_no(chain.halted())},
            {"tip", tip == nullptr ? text("none") : text("0x" + to_hex(tip->hash.span()))},
            {"tip_number", number(tip == nullptr ? 0 : tip->number)}};
    };
    return catalog;
}

Catalog withdrawals(State const& state) {
    Catalog catalog{"withdrawal", {}, {}, {}};
    auto const& chains = state.chains();
    for (std::size_t i = 0; i < chains.withdrawal_count(); ++i)
        catalog.ids.push_back(chains.withdrawal_at(i).id.value);
    catalog.has = [&chains](uint128 id) { return chains.withdrawal(WithdrawalId{id}) != nullptr; };
    catalog.fields = [&state, &chains](uint128 id) {
        auto const& withdrawal = *chains.withdrawal(WithdrawalId{id});
        return std::vector<CatalogField>{
            {"state", text(name_of(withdrawal.state))},
            {"amount", number(withdrawal.amount.units(), scale_of(state, withdrawal.asset))}};
    };
    return catalog;
}

}  // namespace

std::vector<Catalog> catalogs_of(State const& state) {
    return {assets(state),
            accounts(state),
            pending_transfers(state),
            markets(state),
            orders(state),
            escrows(state),
            chains(state),
            withdrawals(state)};
}

}  // namespace tally
