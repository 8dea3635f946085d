#pragma once

#include "tools/books/tables.h"

namespace tally {
class State;
struct Entry;
}  // namespace tally

namespace tally::books {

// The rows of the tables that say what became of reconciliations: of an accepted entry.
[[nodiscard]] Result<void> write_reconciliation_event(TableSink& sink,
                                                      Entry const& entry,
                                                      State const& after);

}  // namespace tally::books
