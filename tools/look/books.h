#pragma once

#include "tools/cli/program.h"
#include "tools/look/moment.h"
#include "tools/look/window.h"

#include <cstddef>
#include <string>

// The verbs book, markets, assets, escrow and chain. Shapes: docs/cli.md.
namespace tally::look {

struct BookOptions {
    std::string market;     // empty: the list of markets
    std::size_t depth = 0;  // levels a side; 0: all
};

[[nodiscard]] Result<cli::ExitCode> book(BookOptions const& options,
                                         cli::CommonOptions const& common,
                                         cli::Output& output);

// The markets with their terms and what was traded; or the one that is named.
[[nodiscard]] Result<cli::ExitCode> markets(std::string const& name,
                                            cli::CommonOptions const& common,
                                            cli::Output& output);

// The assets with their scales; or the one that is named.
[[nodiscard]] Result<cli::ExitCode> assets(std::string const& code,
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

// The same from a State that is at hand: what part, and for how much work, says `window`. What was
// written until one gives up is no answer.
[[nodiscard]] Result<cli::ExitCode> book(BookOptions const& options,
                                         cli::CommonOptions const& common,
                                         Moment const& moment,
                                         Window& window,
                                         cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> markets(std::string const& name,
                                            Moment const& moment,
                                            Window& window,
                                            cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> assets(std::string const& code,
                                           Moment const& moment,
                                           Window& window,
                                           cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> escrows(std::string const& id,
                                            Moment const& moment,
                                            Window& window,
                                            cli::Output& output);
[[nodiscard]] Result<cli::ExitCode> chains(std::string const& name,
                                           Moment const& moment,
                                           Window& window,
                                           cli::Output& output);

// Who the record is and how far it has come.
[[nodiscard]] Result<cli::ExitCode> status(cli::CommonOptions const& common, cli::Output& output);

}  // namespace tally::look
