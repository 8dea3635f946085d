#pragma once

#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"
#include "projections/state.h"

#include <cstdint>
#include <string>

namespace tally::books {

// What a set of books says of itself. Nothing here depends on when or where it was made.
struct Heading {
    std::string origin;
    std::uint64_t from = 0;  // the first entry told
    std::uint64_t size = 0;  // entries before the end: the books are those after so many
    Hash32 root;             // of the tree over them
};

// Tells a record in one format. Calls: begin, then an entry each, then end. Whoever writes keeps no
// more than a line and what the accounts need, so that memory does not grow with history.
class Writer {
public:
    Writer() = default;
    Writer(Writer const&) = delete;
    Writer& operator=(Writer const&) = delete;
    virtual ~Writer() = default;

    // The state before the first entry that is told: its balances are the opening ones.
    [[nodiscard]] virtual Result<void> begin(Heading const& heading, State const& before) = 0;

    // The state is that after the entry.
    [[nodiscard]] virtual Result<void> entry(Entry const& entry, State const& after) = 0;

    // Files are complete and on the disk when this succeeds.
    [[nodiscard]] virtual Result<void> end(State const& after) = 0;
};

}  // namespace tally::books
