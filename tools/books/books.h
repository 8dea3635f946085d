#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/program.h"

#include <string>

// A record as books that open in the tools that people have: docs/books.md.
namespace tally::books {

// tally export TO --format hledger|beancount|sqlite|csv --data DATA [--at POINT] [-b TIME] [-e
// TIME]
struct BooksOptions {
    std::string to;
    std::string format;
};

[[nodiscard]] Result<cli::ExitCode> export_books(BooksOptions const& options,
                                                 cli::CommonOptions const& common,
                                                 cli::Output& output);

}  // namespace tally::books
