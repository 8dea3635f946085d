#pragma once

#include "replay/reconcile/statement.h"

#include <string_view>

namespace tally::reconcile {

// What a field :86: tells about its entry: free text, the ?nn fields of German banks, or /EREF/
// and its like. Fills the references that are named in it, and the text.
void take_mt940_text(std::string_view text, StatementLine& line);

}  // namespace tally::reconcile
