#pragma once

#include "tools/cli/output.h"
#include "tools/import/lobster.h"

namespace tally::lobster {

// The report of an import. The last lines say how fast it was; they alone differ from run to run.
void print(ImportReport const& report, cli::Output& output);

}  // namespace tally::lobster
