#include "tools/cli/json_text.h"
#include "tools/cli/rows.h"
#include "tools/look/books.h"
#include "tools/look/shown.h"
#include "tools/look/view.h"
#include "tools/text/number.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace tally::look {

namespace {

using cli::Cell;
using cli::CellKind;

struct Level {
    std::string price;
    std::string quantity;
    std::string hidden;
    std::uint32_t orders = 0;
};

std::vector<Level> levels_of(
    State const& state, Market const& market, OrderSide side, std::size_t depth, Window& window) {
    auto const& markets = state.markets();
    auto const& prices = markets.side(market.number, side);
    std::vector<Level> levels;
    for (auto at = prices.best_level(); !at.at_end(); at = prices.next_level(at)) {
        if (depth != 0 && levels.size() == depth) break;
        if (window.gave_up()) break;
        auto const totals = markets.totals(at);
        window.spend(totals.orders);
        levels.push_back({text::format_units(totals.price.value, market.tick.scale),
                          text::format_units(totals.shown, market.lot.scale),
                          totals.hidden == 0 ? std::string{}
                                             : text::format_units(totals.hidden, market.lot.scale),
                          totals.orders});
    }
    return levels;
}

void write_levels(cli::JsonText& json, std::string_view side, std::vector<Level> const& levels) {
    json.key(side).begin_array();
    for (auto const& level : levels) {
        json.begin_object();
        json.key("price").text(level.price).key("quantity").text(level.quantity);
        if (!level.hidden.empty()) json.key("hidden").text(level.hidden);
        json.key("orders").number(level.orders).end_object();
    }
    json.end_array();
}

void write_json(cli::Output& output,
                Market const& market,
                Moment const& moment,
                std::vector<Level> const& bids,
                std::vector<Level> const& asks) {
    cli::JsonText json;
    json.begin_object().key("market").text(market.symbol.view()).key("sequence");
    if (moment.size() == 0) {
        json.null();
    } else {
        json.number(moment.size() - 1);
    }
    write_levels(json, "bids", bids);
    write_levels(json, "asks", asks);
    json.end_object();
    output.write(json.take() + "\n");
}

Cell cell(std::string const& text) {
    return text.empty() ? Cell::nothing() : Cell{text};
}

// Bids on the left, asks on the right, best prices at the top.
void write_table(cli::Output& output,
                 std::vector<Level> const& bids,
                 std::vector<Level> const& asks) {
    cli::Rows rows{output,
                   {{"bid_orders", CellKind::count},
                    {"bid_quantity", CellKind::decimal},
                    {"bid", CellKind::decimal},
                    {"ask", CellKind::decimal},
                    {"ask_quantity", CellKind::decimal},
                    {"ask_orders", CellKind::count}}};
    auto const no_level = std::array{Cell::nothing(), Cell::nothing(), Cell::nothing()};
    for (std::size_t i = 0; i < bids.size() || i < asks.size(); ++i) {
        auto left = no_level;
        auto right = no_level;
        if (i < bids.size())
            left = {
                Cell{std::uint64_t{bids[i].orders}}, cell(bids[i].quantity), cell(bids[i].price)};
        if (i < asks.size())
            right = {
                cell(asks[i].price), cell(asks[i].quantity), Cell{std::uint64_t{asks[i].orders}}};
        rows.add({left[0], left[1], left[2], right[0], right[1], right[2]});
    }
    rows.end("the book is empty");
}

Cell price_or_nothing(Price price, Market const& market) {
    if (price == Price{}) return Cell::nothing();
    return Cell{text::format_units(price.value, market.tick.scale)};
}

std::vector<cli::Column> market_columns() {
    return {{"market"},
            {"base"},
            {"quote"},
            {"tick", CellKind::decimal},
            {"lot", CellKind::decimal},
            {"state"},
            {"maker_fee_bps", CellKind::count, false},
            {"taker_fee_bps", CellKind::count, false},
            {"band_bps", CellKind::count, false},
            {"open_orders", CellKind::count},
            {"trades", CellKind::count},
            {"last", CellKind::decimal},
            {"high", CellKind::decimal, false},
            {"low", CellKind::decimal, false},
            {"volume", CellKind::decimal},
            {"notional", CellKind::decimal},
            {"fees", CellKind::decimal, false}};
}

std::vector<Cell> market_cells(Shown const& shown, Market const& market) {
    return {market.symbol.view(),
            shown.asset(market.base),
            shown.asset(market.quote),
            text::format_units(market.tick.units, market.tick.scale),
            text::format_units(market.lot.units, market.lot.scale),
            market.halted ? "halted" : "open",
            Cell{std::uint64_t{market.maker_fee_bps}},
            Cell{std::uint64_t{market.taker_fee_bps}},
            Cell{std::uint64_t{market.band_bps}},
            Cell{market.open_orders},
            Cell{market.trades},
            price_or_nothing(market.last, market),
            price_or_nothing(market.high, market),
            price_or_nothing(market.low, market),
            text::format_units(market.volume, market.lot.scale),
            shown.amount(market.notional, market.quote),
            shown.amount(market.fees, market.quote)};
}

void write_markets(cli::Output& output, Market const* only, Moment const& moment, Window& window) {
    Shown const shown{moment.state};
    auto const& markets = moment.state.markets();
    cli::Rows rows{output, market_columns()};
    for (std::uint32_t number = 1; number <= markets.market_count() && window.goes_on(); ++number) {
        auto const& market = *markets.find(MarketNumber{number});
        if (only != nullptr && only->number != market.number) continue;
        if (window.takes()) rows.add(market_cells(shown, market));
    }
    rows.end("no markets " + moment.place());
}

}  // namespace

Result<cli::ExitCode> book(BookOptions const& options,
                           cli::CommonOptions const& common,
                           cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return book(options, common, view, everything, output);
}

Result<cli::ExitCode> book(BookOptions const& options,
                           cli::CommonOptions const& common,
                           Moment const& moment,
                           Window& window,
                           cli::Output& output) {
    auto const& name = options.market.empty() ? common.market : options.market;
    TALLY_TRY(market, market_option(moment, name));
    if (market == nullptr) {
        write_markets(output, nullptr, moment, window);
        return cli::ExitCode::clean;
    }
    if (!window.takes()) return cli::ExitCode::clean;
    auto const bids = levels_of(moment.state, *market, OrderSide::buy, options.depth, window);
    auto const asks = levels_of(moment.state, *market, OrderSide::sell, options.depth, window);
    if (output.format() == cli::Format::json || output.format() == cli::Format::jsonl) {
        write_json(output, *market, moment, bids, asks);
    } else {
        write_table(output, bids, asks);
    }
    return cli::ExitCode::clean;
}

Result<cli::ExitCode> markets(std::string const& name,
                              cli::CommonOptions const& common,
                              cli::Output& output) {
    TALLY_TRY(view, open_view(common));
    Window everything;
    return markets(name, view, everything, output);
}

Result<cli::ExitCode> markets(std::string const& name,
                              Moment const& moment,
                              Window& window,
                              cli::Output& output) {
    TALLY_TRY(market, market_option(moment, name));
    write_markets(output, market, moment, window);
    return cli::ExitCode::clean;
}

}  // namespace tally::look
