#pragma once

#include "tools/cli/program.h"
#include "tools/look/indexed_record.h"
#include "tools/look/view.h"
#include "tools/look/window.h"

#include <string>

namespace tally::look {

// Which trades; the market is one of the common options. Empty filters nothing.
struct FillFilter {
    std::string owner;  // of either order
    std::string from;   // a sequence
    std::string to;     // a sequence, inclusive
};

// Trades, oldest first, as entries. Whose the orders were is looked up by their ids.
[[nodiscard]] Result<cli::ExitCode> fills(FillFilter const& filter,
                                          cli::CommonOptions const& common,
                                          View const& view,
                                          Window& window,
                                          cli::Output& output);

// The same from the entries of the markets, or of the owner's accounts, and no others.
[[nodiscard]] Result<cli::ExitCode> fills(FillFilter const& filter,
                                          cli::CommonOptions const& common,
                                          IndexedRecord const& indexed,
                                          Window& window,
                                          cli::Output& output);

}  // namespace tally::look
