#include "tools/cli/rows.h"

#include "journal/vocabulary/check.h"
#include "tools/cli/json_text.h"

#include <algorithm>
#include <utility>

namespace tally::cli {

namespace {

constexpr std::size_t rows_to_measure = 2'000;

bool right_aligned(CellKind kind) {
    return kind == CellKind::decimal || kind == CellKind::count;
}

std::string heading_of(Column const& column) {
    auto heading = column.name;
    std::replace(heading.begin(), heading.end(), '_', ' ');
    return heading;
}

// Columns on a terminal: UTF-8 continuation bytes take none.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

std::string_view shown(Cell const& cell) {
    return cell.none ? std::string_view{"-"} : std::string_view{cell.text};
}

void append_aligned(std::string& line, std::string_view text, std::size_t width, bool right) {
    auto const own = width_of(text);
    auto const blanks = width > own ? width - own : 0;
    if (right) line.append(blanks, ' ');
    line += text;
    if (!right) line.append(blanks, ' ');
}

void append_csv_field(std::string& line, std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        line += text;
        return;
    }
    line += '"';
    for (char const c : text) {
        if (c == '"') line += '"';
        line += c;
    }
    line += '"';
}

void append_json_list(std::string& out, std::string_view joined) {
    out += '[';
    while (!joined.empty()) {
        auto const comma = std::min(joined.find(','), joined.size());
        append_json_string(out, joined.substr(0, comma));
        joined.remove_prefix(comma);
        if (!joined.empty()) {
            out += ',';
            joined.remove_prefix(1);
        }
    }
    out += ']';
}

void append_json_value(std::string& out, CellKind kind, std::string_view text) {
    switch (kind) {
        case CellKind::text:
        case CellKind::decimal:
            return append_json_string(out, text);
        case CellKind::count:
        case CellKind::boolean:
        case CellKind::json:
            out += text;
            return;
        case CellKind::list:
            return append_json_list(out, text);
    }
}

void append_json_object(std::string& out,
                        std::span<Column const> columns,
                        std::span<Cell const> cells) {
    out += '{';
    bool first = true;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (cells[i].none) continue;
        if (!first) out += ',';
        first = false;
        append_json_string(out, columns[i].name);
        out += ':';
        append_json_value(out, columns[i].kind, cells[i].text);
    }
    out += '}';
}

void trim_blanks(std::string& line) {
    while (!line.empty() && line.back() == ' ')
        line.pop_back();
}

}  // namespace

Cell Cell::list(std::span<std::string_view const> names) {
    std::string joined;
    for (auto const name : names) {
        if (!joined.empty()) joined += ',';
        joined += name;
    }
    return Cell{std::move(joined)};
}

Rows::Rows(Output& output, std::vector<Column> columns)
    : output_(output), columns_(std::move(columns)) {
    for (auto const& column : columns_)
        widths_.push_back(width_of(column.name));
}

void Rows::add(std::vector<Cell> cells) {
    TALLY_CHECK(cells.size() == columns_.size());
    switch (output_.format()) {
        case Format::table:
            add_to_table(std::move(cells));
            break;
        case Format::csv:
            write_csv(cells);
            break;
        case Format::json:
        case Format::jsonl:
            write_json(cells);
            break;
    }
    ++count_;
}

void Rows::end(std::string_view when_empty) {
    if (output_.format() == Format::json) output_.write(count_ == 0 ? "[]\n" : "\n]\n");
    if (output_.format() == Format::csv && count_ == 0) write_heading();
    if (output_.format() != Format::table) return;
    if (!widths_known_) write_table_rows();
    if (count_ == 0) output_.remark(when_empty);
}

void Rows::add_to_table(std::vector<Cell> cells) {
    if (widths_known_) return write_table_row(cells);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        widths_[i] = std::max(widths_[i], width_of(shown(cells[i])));
    }
    kept_.push_back(std::move(cells));
    if (kept_.size() == rows_to_measure) write_table_rows();
}

void Rows::write_table_rows() {
    widths_known_ = true;
    write_heading();
    for (auto const& row : kept_)
        write_table_row(row);
    kept_.clear();
}

void Rows::write_heading() {
    bool const csv = output_.format() == Format::csv;
    line_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        auto const& column = columns_[i];
        if (csv) {
            if (i != 0) line_ += ',';
            append_csv_field(line_, column.name);
        } else if (column.in_table) {
            if (!line_.empty()) line_ += "  ";
            append_aligned(line_, heading_of(column), widths_[i], right_aligned(column.kind));
        }
    }
    if (csv) {
        line_ += "\r\n";
        return output_.write(line_);
    }
    trim_blanks(line_);
    output_.write(output_.color() ? "\x1b[1m" + line_ + "\x1b[0m\n" : line_ + "\n");
}

void Rows::write_table_row(std::vector<Cell> const& cells) {
    line_.clear();
    bool first = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!columns_[i].in_table) continue;
        if (!first) line_ += "  ";
        first = false;
        append_aligned(line_, shown(cells[i]), widths_[i], right_aligned(columns_[i].kind));
    }
    trim_blanks(line_);
    line_ += '\n';
    output_.write(line_);
}

void Rows::write_csv(std::vector<Cell> const& cells) {
    if (count_ == 0) write_heading();
    line_.clear();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i != 0) line_ += ',';
        append_csv_field(line_, cells[i].text);
    }
    line_ += "\r\n";
    output_.write(line_);
}

void Rows::write_json(std::vector<Cell> const& cells) {
    line_.clear();
    if (output_.format() == Format::json) line_ += count_ == 0 ? "[\n" : ",\n";
    append_json_object(line_, columns_, cells);
    if (output_.format() == Format::jsonl) line_ += '\n';
    output_.write(line_);
}

void write_record(Output& output, std::span<Column const> columns, std::span<Cell const> cells) {
    TALLY_CHECK(columns.size() == cells.size());
    if (output.format() == Format::csv) {
        Rows rows{output, {columns.begin(), columns.end()}};
        rows.add({cells.begin(), cells.end()});
        return rows.end();
    }
    std::string text;
    if (output.format() != Format::table) {
        append_json_object(text, columns, cells);
        return output.write(text + "\n");
    }
    std::size_t width = 0;
    for (auto const& column : columns) {
        if (column.in_table) width = std::max(width, width_of(column.name));
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i].in_table) continue;
        append_aligned(text, heading_of(columns[i]), width, false);
        text.append("  ").append(shown(cells[i])).append("\n");
    }
    output.write(text);
}

}  // namespace tally::cli
