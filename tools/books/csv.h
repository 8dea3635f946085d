#pragma once

#include "tools/books/tables.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tally::books {

// A directory with a file for each table: RFC 4180, a heading line, CRLF. Text that a spreadsheet
// would take for a formula (it begins with = + - @, a tab or a carriage return) gets an apostrophe
// in front.
[[nodiscard]] std::unique_ptr<TableSink> open_csv(std::filesystem::path directory);

// Appends one field of text, guarded and quoted as needed.
void append_csv_text(std::string& out, std::string_view text);

}  // namespace tally::books
