#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/reads/query.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace tally::serve {

// A part of an answer's rows. Rows have the same order at the same point of the record, so pages of
// one point fit together.
struct Page {
    std::size_t offset = 0;        // rows left out at the front
    std::size_t limit = SIZE_MAX;  // rows at most
};

// Takes "limit" and "offset" out of a query's parameters.
[[nodiscard]] Result<Page> take_page(Query& query);

// The lines of `text` that are on the page.
[[nodiscard]] std::string cut(std::string text, Page const& page);

}  // namespace tally::serve
