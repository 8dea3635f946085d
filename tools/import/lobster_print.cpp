#include "tools/import/lobster_print.h"

#include "tools/cli/rows.h"
#include "tools/text/number.h"

#include <numeric>
#include <vector>

namespace tally::lobster {

namespace {

using cli::Cell;
using cli::CellKind;

// A record that is put together field by field.
struct Fields {
    std::vector<cli::Column> columns;
    std::vector<Cell> cells;

    void count(char const* name, std::uint64_t value) {
        columns.push_back({name, CellKind::count, true});
        cells.emplace_back(value);
    }

    void decimal(char const* name, std::string value) {
        columns.push_back({name, CellKind::decimal, true});
        cells.emplace_back(std::move(value));
    }
};

void add_messages(Fields& fields, ImportReport const& report) {
    static constexpr char const* names[] = {nullptr,
                                            "new_orders",
                                            "partial_cancels",
                                            "deletions",
                                            "executions",
                                            "hidden_executions",
                                            "cross_trades",
                                            "halts"};
    auto const& messages = report.messages;
    fields.count("messages", std::accumulate(messages.begin(), messages.end(), std::uint64_t{0}));
    for (std::size_t kind = 1; kind < messages.size(); ++kind) {
        fields.count(names[kind], messages[kind]);
    }
    fields.count("about_unknown_orders", report.unknown_orders);
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return "-";
    return text::format_units(uint128{part} * 10'000 / whole, 2);  // downwards
}

void add_refusals(Fields& fields, ImportReport const& report) {
    std::vector<std::string> shown;
    std::uint64_t total = 0;
    for (auto const& [outcome, times] : report.refused) {
        shown.push_back(outcome + " " + std::to_string(times));
        total += times;
    }
    fields.count("refused", total);
    fields.columns.push_back({"refused_because", CellKind::list, true});
    std::vector<std::string_view> const views{shown.begin(), shown.end()};
    fields.cells.push_back(views.empty() ? Cell::nothing() : Cell::list(views));
}

void add_best(Fields& fields,
              char const* name,
              std::optional<Quote> const& best,
              std::uint8_t scale) {
    fields.columns.push_back({name, CellKind::decimal, true});
    fields.cells.push_back(best ? Cell{text::format_units(best->price.value, scale)}
                                : Cell::nothing());
}

}  // namespace

void print(ImportReport const& report, cli::Output& output) {
    Fields fields;
    add_messages(fields, report);
    fields.count("orders_accepted", report.orders);
    fields.count("orders_amended", report.amended);
    fields.count("orders_cancelled", report.cancelled);
    add_refusals(fields, report);
    fields.count("fills", report.fills);
    fields.count("volume", report.volume);
    fields.decimal("notional", text::format_units(report.notional, report.quote_scale));
    fields.count("crossed_on_arrival", report.crossed_on_arrival);
    fields.count("executions_matched", report.executions);
    fields.count("same_resting_order", report.same_order);
    fields.count("corrections", report.corrections);
    fields.decimal("same_percent", percent(report.same_order, report.executions));
    add_best(fields, "best_bid", report.bid, report.price_scale);
    add_best(fields, "best_ask", report.ask, report.price_scale);
    fields.count("entries", report.entries);
    auto const ns = report.ns == 0 ? 1 : report.ns;
    fields.decimal("seconds", text::format_units(report.ns / 1'000'000, 3));
    auto const rate = uint128{report.entries} * 1'000'000'000 / ns;
    fields.count("entries_per_second", static_cast<std::uint64_t>(rate));
    cli::write_record(output, fields.columns, fields.cells);
}

}  // namespace tally::lobster
