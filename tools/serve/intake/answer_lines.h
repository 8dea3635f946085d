#pragma once

#include "tools/wire/messages.h"

#include <string>

namespace tally::serve {

// A batch's answers as `tally apply` prints them: a line of JSON each.
[[nodiscard]] std::string lines_of(wire::Answers const& answers);

}  // namespace tally::serve
