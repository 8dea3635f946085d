#pragma once

#include "tools/books/tables.h"

#include <filesystem>
#include <memory>
#include <string_view>

namespace tally::books {

// One SQLite database with all tables, their indexes, and the views of sqlite_views(). An amount is
// two columns: exact text in whole units, and NAME_units, the count of smallest units as an integer
// where it fits 63 bits, otherwise NULL.
[[nodiscard]] std::unique_ptr<TableSink> open_sqlite(std::filesystem::path file);

// The SQL that makes the indexes and views; docs/books.md tells what they are for.
[[nodiscard]] std::string_view sqlite_views();

}  // namespace tally::books
