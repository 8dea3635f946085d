#pragma once

#include "journal/vocabulary/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tally::reconcile {

// A CSV text that a run wrote: a heading, and rows of as many cells.
struct CsvTable {
    std::vector<std::string> heading;
    std::vector<std::vector<std::string>> rows;

    // Where a column is; the number of columns if there is none of that name.
    [[nodiscard]] std::size_t column(std::string_view name) const;
};

// RFC 4180. A failure names the file and the row.
[[nodiscard]] Result<CsvTable> parse_csv_table(std::string_view text, std::string const& name);

}  // namespace tally::reconcile
