#pragma once

#include "journal/vocabulary/result.h"
#include "tools/look/view.h"

#include <string>

namespace tally::look {

// Of a range, what is from the entry `from` up to the entry `to`, inclusive. Empty text: no bound.
[[nodiscard]] Result<Range> narrowed(Range const& range,
                                     std::string const& from,
                                     std::string const& to);

}  // namespace tally::look
