#include "tools/reconcile/pack/csv_table.h"

#include <algorithm>
#include <utility>

namespace tally::reconcile {

namespace {

// Takes one row off the front of `text`, line end included. False if a quote is never closed.
bool take_row(std::string_view& text, std::vector<std::string>& row) {
    bool quoted = false;
    row.assign(1, {});
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        char const c = text[at];
        if (quoted && c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
            row.back() += '"';
            ++at;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (quoted || (c != ',' && c != '\n')) {
            row.back() += c;
        } else if (c == ',') {
            row.emplace_back();
        } else {
            ++at;
            break;
        }
    }
    text.remove_prefix(at);
    return !quoted;
}

}  // namespace

std::size_t CsvTable::column(std::string_view name) const {
    return static_cast<std::size_t>(std::ranges::find(heading, name) - heading.begin());
}

Result<CsvTable> parse_csv_table(std::string_view text, std::string const& name) {
    CsvTable table;
    auto const wrong = [&](std::string const& what) {
        return Failure{FailureKind::usage,
                       name + ": row " + std::to_string(table.rows.size() + 2) + " " + what +
                           "; take the file as tally reconcile run wrote it"};
    };
    if (!take_row(text, table.heading)) return wrong("has a quote that does not end");
    while (!text.empty()) {
        std::vector<std::string> row;
        if (!take_row(text, row)) return wrong("has a quote that does not end");
        if (row.size() != table.heading.size())
            return wrong("has not as many cells as the heading");
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace tally::reconcile
