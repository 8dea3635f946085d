#include "tools/look/moment.h"

#include "tools/text/number.h"

namespace tally::look {

std::string place_after(std::uint64_t size) {
    return size == 0 ? "before the first entry" : "after entry " + std::to_string(size - 1);
}

Result<std::optional<AssetNumber>> asset_option(Moment const& moment, std::string const& code) {
    if (code.empty()) return std::optional<AssetNumber>{};
    auto const symbol = AssetCode::from(code);
    auto const* const asset = symbol ? moment.state.assets().find(*symbol) : nullptr;
    if (asset == nullptr) return not_there("asset " + code, moment);
    return std::optional{asset->number};
}

Result<std::optional<AccountHandle>> account_option(Moment const& moment, std::string const& id) {
    if (id.empty()) return std::optional<AccountHandle>{};
    TALLY_TRY(value, id_option("account", id));
    auto const handle = moment.state.ledger().find(AccountId{value});
    if (handle.is_none()) return not_there("account " + id, moment);
    return std::optional{handle};
}

Result<Market const*> market_option(Moment const& moment, std::string const& symbol) {
    if (symbol.empty()) return static_cast<Market const*>(nullptr);
    auto const name = MarketSymbol::from(symbol);
    auto const* const market = name ? moment.state.markets().find(*name) : nullptr;
    if (market == nullptr) return not_there("market " + symbol, moment);
    return market;
}

Failure not_there(std::string const& what, Moment const& moment) {
    return {FailureKind::incomplete,
            "there is no " + what + " in " + moment.data + " " + moment.place()};
}

Result<uint128> id_option(std::string_view what, std::string const& text) {
    auto const parsed = text::parse_integer(text);
    if (parsed.ok()) return parsed.value;
    return Failure{FailureKind::usage,
                   std::string{what} + " " + text + " " +
                       std::string{text::describe(parsed.fault)} +
                       "; give an integer in decimal or 0x-hex"};
}

Result<std::optional<uint128>> optional_id(std::string_view what, std::string const& text) {
    if (text.empty()) return std::optional<uint128>{};
    TALLY_TRY(value, id_option(what, text));
    return std::optional{value};
}

}  // namespace tally::look
