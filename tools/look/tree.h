#pragma once

#include "tools/cli/program.h"

#include <string>

namespace tally::look {

struct TreeOptions {
    std::string
        by;  // levels, outermost first: "owner,asset", "code,owner", ...; empty: owner,asset
};

// The verb tree: balances added up by owner, asset or code, a line for each node. Amounts of
// different assets are never added: a node has a line for each of its assets.
[[nodiscard]] Result<cli::ExitCode> tree(TreeOptions const& options,
                                         cli::CommonOptions const& common,
                                         cli::Output& output);

}  // namespace tally::look
