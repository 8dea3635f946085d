#pragma once

#include "tools/cli/output.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally::cli {

// What a column's cells are. A table aligns numbers right; JSON writes text and decimal as strings,
// count as a number, list as an array of strings, json as it stands.
enum class CellKind : std::uint8_t { text, decimal, count, boolean, list, json };

struct Column {
    std::string name;  // JSON key and CSV heading; a table shows it with blanks for underscores
    CellKind kind = CellKind::text;
    bool in_table = true;  // false: too much detail for a table, only in JSON and CSV
};

// One value of a row. `none` is no value at all: left out of JSON, empty in CSV, "-" in a table.
struct Cell {
    std::string text;
    bool none = false;

    Cell(std::string value) : text(std::move(value)) {}

    Cell(std::string_view value) : text(value) {}

    Cell(char const* value) : text(value) {}

    explicit Cell(bool value) : text(value ? "true" : "false") {}

    explicit Cell(std::uint64_t value) : text(std::to_string(value)) {}

    [[nodiscard]] static Cell nothing() {
        Cell cell{std::string{}};
        cell.none = true;
        return cell;
    }

    // Flags and the like, joined with commas: the names are plain identifiers.
    [[nodiscard]] static Cell list(std::span<std::string_view const> names);
};

// Writes like records, one after the other, in the format that the output was opened with. Streams:
// a table keeps its first rows until it knows how wide its columns are, then nothing.
class Rows {
public:
    Rows(Output& output, std::vector<Column> columns);
    Rows(Rows const&) = delete;
    Rows& operator=(Rows const&) = delete;

    // As many cells as there are columns.
    void add(std::vector<Cell> cells);

    void add(std::initializer_list<Cell> cells) { add(std::vector<Cell>{cells}); }

    // Closes the JSON document, or writes the rows that a table still holds. With no rows at all a
    // table says `when_empty` on standard error.
    void end(std::string_view when_empty = "nothing found");

    [[nodiscard]] std::size_t count() const { return count_; }

private:
    void add_to_table(std::vector<Cell> cells);
    void write_table_rows();
    void write_table_row(std::vector<Cell> const& cells);
    void write_heading();
    void write_csv(std::vector<Cell> const& cells);
    void write_json(std::vector<Cell> const& cells);

    Output& output_;
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> kept_;
    std::vector<std::size_t> widths_;
    std::string line_;
    bool widths_known_ = false;
    std::size_t count_ = 0;
};

// One record with named values, as two columns in a table and as one object in JSON.
void write_record(Output& output, std::span<Column const> columns, std::span<Cell const> cells);

}  // namespace tally::cli
