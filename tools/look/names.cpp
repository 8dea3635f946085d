#include "tools/look/names.h"

#include "tools/cli/json_text.h"
#include "tools/text/number.h"

#include <string>
#include <string_view>

namespace tally::look {

namespace {

void begin(cli::JsonText& json, std::string_view command) {
    json.begin_object().key("command").text(command);
}

void write(cli::JsonText& json, State const&, Asset const& asset) {
    begin(json, "create_asset");
    json.key("asset").text(asset.code.view()).key("scale").number(asset.scale);
}

void write(cli::JsonText& json, State const& state, Market const& market) {
    auto const code = [&](AssetNumber number) { return state.assets().find(number)->code.view(); };
    begin(json, "create_market");
    json.key("market").text(market.symbol.view());
    json.key("base").text(code(market.base)).key("quote").text(code(market.quote));
    json.key("tick").text(text::format_units(market.tick.units, market.tick.scale));
    json.key("lot").text(text::format_units(market.lot.units, market.lot.scale));
}

void write(cli::JsonText& json, State const&, Chain const& chain) {
    auto const& terms = chain.terms();
    begin(json, "create_chain");
    json.key("chain").text(terms.name.view()).key("finality_depth").number(terms.finality_depth);
    json.key("custody_owner").text(text::format_integer(terms.custody_owner.value));
}

// A line, if it is in the part that is asked for; false when that has ended.
template <class Named>
bool write_line(Named const& one, Moment const& moment, Window& window, cli::Output& output) {
    if (!window.goes_on()) return false;
    if (!window.takes()) return true;
    cli::JsonText json;
    write(json, moment.state, one);
    output.write(json.end_object().take() + "\n");
    return true;
}

}  // namespace

Result<cli::ExitCode> names(Moment const& moment, Window& window, cli::Output& output) {
    auto const& markets = moment.state.markets();
    bool goes_on = true;
    for (auto const& asset : moment.state.assets().all())
        goes_on = goes_on && write_line(asset, moment, window, output);
    for (std::uint32_t number = 1; goes_on && number <= markets.market_count(); ++number)
        goes_on = write_line(*markets.find(MarketNumber{number}), moment, window, output);
    for (auto const& chain : moment.state.chains().all())
        goes_on = goes_on && write_line(chain, moment, window, output);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
