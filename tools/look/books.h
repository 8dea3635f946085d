#pragma once

#include "tools/cli/program.h"

#include <cstddef>
#include <string>

// The verbs book, escrow and chain. Shapes: docs/cli.md.
namespace tally::look {

struct BookOptions {
    std::string market;     // empty: the list of markets
    std::size_t depth = 0;  // levels a side; 0: all
};

[[nodiscard]] Result<cli::ExitCode> book(BookOptions const& options,
                                         cli::CommonOptions const& common,
                                         cli::Output& output);

// One escrow, or without an id all of them.
[[nodiscard]] Result<cli::ExitCode> escrows(std::string const& id,
                                            cli::CommonOptions const& common,
                                            cli::Output& output);

// One chain with the blocks that are kept, or without a name all of them.
[[nodiscard]] Result<cli::ExitCode> chains(std::string const& name,
                                           cli::CommonOptions const& common,
                                           cli::Output& output);

// Who the record is and how far it has come.
[[nodiscard]] Result<cli::ExitCode> status(cli::CommonOptions const& common, cli::Output& output);

}  // namespace tally::look
