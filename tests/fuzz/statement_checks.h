#pragma once

#include "tools/reconcile/sources/sources.h"

#include <string_view>

namespace tally::reconcile {

// Reads a text as a source, whole and in part, and stops the process unless all that is taken of it
// holds what every statement promises, however bad the file is, and can be stored and read again.
void check_source(std::string_view text, ReadOptions options);

}  // namespace tally::reconcile
