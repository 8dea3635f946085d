#pragma once

#include "tools/books/tables.h"

namespace tally {
class State;
struct Entry;
}  // namespace tally

namespace tally::books {

// The rows of the tables that say who was allowed to do what: of an accepted entry, and as it
// stands at the end.
[[nodiscard]] Result<void> write_access_event(TableSink& sink,
                                              Entry const& entry,
                                              State const& after);
[[nodiscard]] Result<void> write_access_end(TableSink& sink, State const& state);

}  // namespace tally::books
