#include "tools/reconcile/pack/report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tally::reconcile {

namespace {

constexpr std::string_view style =
    "body{font:11pt/1.4 serif;margin:2em;color:#000;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:0 0 1.5em;font-size:9pt}"
    "thead{display:table-header-group}tr{break-inside:avoid}"
    "th,td{border-bottom:1px solid #999;padding:.2em .5em;text-align:left;overflow-wrap:anywhere}"
    "th{border-bottom:2px solid #000}h2{break-after:avoid}code{overflow-wrap:anywhere}"
    "@page{margin:15mm}";

// How many rows of matches are printed; all of them are in matches.csv.
constexpr std::size_t matches_shown = 200;

std::string escaped(std::string_view text) {
    std::string out;
    for (char const c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

void add_row(std::string& out, char const* cell, std::span<std::string const> values) {
    out += "<tr>";
    for (auto const& value : values)
        out += std::string{"<"} + cell + ">" + escaped(value) + "</" + cell + ">";
    out += "</tr>\n";
}

std::string table_html(CsvTable const& table, std::size_t most) {
    std::string out = "<table><thead>";
    add_row(out, "th", table.heading);
    out += "</thead><tbody>\n";
    for (auto const& row : std::span{table.rows}.first(std::min(most, table.rows.size())))
        add_row(out, "td", row);
    return out + "</tbody></table>\n";
}

using Bars = std::vector<std::pair<std::string, std::uint64_t>>;

// Horizontal bars, the longest as wide as there is room.
std::string chart_html(std::string const& label, Bars const& bars) {
    constexpr std::uint64_t width = 320;
    std::uint64_t most = 1;
    for (auto const& [name, count] : bars)
        most = std::max(most, count);
    auto const height = std::to_string(bars.size() * 20 + 4);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"" +
                      escaped(label) + "\" width=\"600\" height=\"" + height +
                      "\" font-size=\"12\">\n";
    std::uint64_t y = 2;
    for (auto const& [name, count] : bars) {
        auto const wide = std::max<std::uint64_t>(count * width / most, count == 0 ? 0 : 1);
        out += "<text x=\"0\" y=\"" + std::to_string(y + 13) + "\">" + escaped(name) +
               "</text><rect x=\"180\" y=\"" + std::to_string(y + 2) + "\" width=\"" +
               std::to_string(wide) + "\" height=\"14\" fill=\"#777\"/><text x=\"" +
               std::to_string(186 + wide) + "\" y=\"" + std::to_string(y + 13) + "\">" +
               std::to_string(count) + "</text>\n";
        y += 20;
    }
    return out + "</svg>\n";
}

Bars count_by(CsvTable const& table, std::size_t column) {
    std::map<std::string, std::uint64_t> counts;
    for (auto const& row : table.rows)
        ++counts[row[column]];
    return {counts.begin(), counts.end()};
}

// The buckets that operations use; an age that is no number counts as the oldest.
Bars by_age(CsvTable const& table, std::size_t column) {
    Bars bars{{"0-2 days", 0}, {"3-5", 0}, {"6-30", 0}, {"31-60", 0}, {"more than 60", 0}};
    for (auto const& row : table.rows) {
        auto const& text = row[column];
        std::uint64_t age = text.empty() || text.size() > 6 ? 1'000'000 : 0;
        for (char const c : text)
            age = c >= '0' && c <= '9' ? age * 10 + static_cast<std::uint64_t>(c - '0') : 1'000'000;
        auto const at = age <= 2 ? 0U : age <= 5 ? 1U : age <= 30 ? 2U : age <= 60 ? 3U : 4U;
        ++bars[at].second;
    }
    return bars;
}

// The verdict, both books side by side, and what was left aside.
std::string overview_html(PackTables const& tables) {
    std::string out = "<p>Verdict: <strong>" + escaped(tables.verdict) + "</strong></p>\n";
    for (auto const& why : tables.no_opinion)
        out += "<p>No opinion: " + escaped(why) + "</p>\n";
    if (!tables.books.rows.empty())
        out +=
            "<h2>Both books</h2>\n<p>Difference: what the statement has more. Where opening "
            "balances agree it is the breaks' net sum and the residuals of matches within the "
            "tolerance, and what one side excludes.</p>\n" +
            table_html(tables.books, SIZE_MAX);
    if (!tables.exclusions.rows.empty())
        out +=
            "<h2>Excluded</h2>\n<p>Amounts are of lines that are in a balance and were left "
            "aside on purpose.</p>\n" +
            table_html(tables.exclusions, SIZE_MAX);
    return out;
}

}  // namespace

Result<std::string> report_html(ReportInput const& input) {
    auto const code = input.breaks.column("code");
    auto const age = input.breaks.column("age_days");
    if (code == input.breaks.heading.size() || age == input.breaks.heading.size()) {
        return Failure{FailureKind::usage,
                       "breaks.csv has no column code or age_days; take the file as tally "
                       "reconcile run wrote it"};
    }
    auto const title = escaped(input.title);
    std::string out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                      title + "</title><style>" + std::string{style} + "</style></head><body>\n";
    out += "<h1>" + title + "</h1>\n<p>SHA-256 of manifest.json, which names every input and " +
           "result: <code>" + escaped(input.manifest_hash) + "</code></p>\n";
    out += overview_html(input.tables);
    out += "<h2>Controls</h2>\n<p>lines = matched + broken + excluded; opening + movements = " +
           std::string{"closing</p>\n"} + table_html(input.controls, SIZE_MAX);
    out += "<h2>Breaks: " + std::to_string(input.breaks.rows.size()) + "</h2>\n";
    if (!input.breaks.rows.empty()) {
        out += chart_html("Breaks by code", count_by(input.breaks, code));
        out += chart_html("Breaks by age", by_age(input.breaks, age));
        out += table_html(input.breaks, SIZE_MAX);
    }
    out += "<h2>Matches: " + std::to_string(input.matches.rows.size()) + "</h2>\n";
    if (input.matches.rows.size() > matches_shown)
        out += "<p>The first " + std::to_string(matches_shown) + "; all are in matches.csv.</p>\n";
    out += table_html(input.matches, matches_shown);
    return out + "<p>Prepared by: ____________________ Reviewed by: ____________________</p>\n" +
           "</body></html>\n";
}

}  // namespace tally::reconcile
