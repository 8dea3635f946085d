#include "tools/look/view.h"

#include "replay/fold.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <utility>

namespace tally::look {

namespace {

Result<Point> edge(Record const& record, char const* option, std::string const& text) {
    auto const time = text::parse_time_or_date(text);
    if (!time) {
        return Failure{FailureKind::usage,
                       std::string{option} + " " + text +
                           " is not a time; write it like 2026-12-01T09:30:00Z or 2026-12-01"};
    }
    return point_before(record, *time);
}

Failure not_there(std::string const& what, View const& view) {
    return Failure{
        FailureKind::incomplete,
        "there is no " + what + " in " + view.record->directory().string() + " " + view.place()};
}

}  // namespace

std::string View::place() const {
    return point.size == 0 ? "before the first entry"
                           : "after entry " + std::to_string(point.size - 1);
}

Result<View> open_view(cli::CommonOptions const& options) {
    View view;
    TALLY_TRY(record, Record::open(options.data));
    view.record = std::move(record);
    view.point = Point{view.record->size()};
    if (!options.at.empty()) {
        TALLY_TRY(point, resolve_point(*view.record, options.at));
        view.point = point;
    }
    TALLY_TRY(folded, state_at(*view.record, view.point));
    for (auto const& note : folded.notes)
        cli::report_line(note);
    view.state = std::move(folded.state);
    return view;
}

Result<Range> range_of(View const& view, cli::CommonOptions const& options) {
    Range range{Point{0}, view.point};
    if (!options.begin.empty()) {
        TALLY_TRY(from, edge(*view.record, "-b", options.begin));
        range.from = from;
    }
    if (!options.end.empty()) {
        TALLY_TRY(to, edge(*view.record, "-e", options.end));
        range.to = std::min(range.to, to);
    }
    range.from = std::min(range.from, range.to);
    return range;
}

Result<std::optional<AssetNumber>> asset_option(View const& view, std::string const& code) {
    if (code.empty()) return std::optional<AssetNumber>{};
    auto const symbol = AssetCode::from(code);
    auto const* const asset = symbol ? view.state->assets().find(*symbol) : nullptr;
    if (asset == nullptr) return not_there("asset " + code, view);
    return std::optional{asset->number};
}

Result<std::optional<AccountHandle>> account_option(View const& view, std::string const& id) {
    if (id.empty()) return std::optional<AccountHandle>{};
    TALLY_TRY(value, id_option("account", id));
    auto const handle = view.state->ledger().find(AccountId{value});
    if (handle.is_none()) return not_there("account " + id, view);
    return std::optional{handle};
}

Result<Market const*> market_option(View const& view, std::string const& symbol) {
    if (symbol.empty()) return static_cast<Market const*>(nullptr);
    auto const name = MarketSymbol::from(symbol);
    auto const* const market = name ? view.state->markets().find(*name) : nullptr;
    if (market == nullptr) return not_there("market " + symbol, view);
    return market;
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
