#pragma once

#include "tools/reconcile/sources/line_input.h"

#include <optional>
#include <string>
#include <vector>

namespace tally::reconcile {

struct CsvRow {
    std::vector<std::string> fields;
    FilePosition position;
};

// Rows as RFC 4180 has them, with the delimiter and the quote that a mapping names: a quoted field
// may hold delimiters, doubled quotes and line breaks.
class CsvRows {
public:
    CsvRows(LineInput& lines, char delimiter, char quote, Mistakes& mistakes)
        : lines_(lines), delimiter_(delimiter), quote_(quote), mistakes_(mistakes) {}

    // The next row that is not blank. A row whose quotes are wrong is a mistake; it is skipped, and
    // counted in broken().
    [[nodiscard]] std::optional<CsvRow> next();

    // A line as it is, for what stands before the header.
    [[nodiscard]] bool skip_line() { return lines_.next().has_value(); }

    [[nodiscard]] std::uint64_t broken() const { return broken_; }

private:
    enum class State : std::uint8_t { start, plain, quoted, quote_in_quoted };

    bool take(std::string_view line, CsvRow& row, State& state) const;

    LineInput& lines_;
    char delimiter_;
    char quote_;
    Mistakes& mistakes_;
    std::uint64_t broken_ = 0;
};

}  // namespace tally::reconcile
