#pragma once

#include "tools/cli/program.h"
#include "tools/look/view.h"
#include "tools/look/window.h"

#include <string>
#include <vector>

namespace tally::look {

struct LogOptions {
    std::vector<std::string> kinds;  // empty: all
    std::string from;                // a sequence; empty: the first
    std::string to;                  // a sequence, inclusive; empty: the last
    bool refused = false;            // only refused commands
};

// The verb log: the entries themselves, in order.
[[nodiscard]] Result<cli::ExitCode> log(LogOptions const& options,
                                        cli::CommonOptions const& common,
                                        cli::Output& output);

// The same from a view that is at hand.
[[nodiscard]] Result<cli::ExitCode> log(LogOptions const& options,
                                        cli::CommonOptions const& common,
                                        View const& view,
                                        Window& window,
                                        cli::Output& output);

// One entry that is at hand, as the log has it.
[[nodiscard]] Result<cli::ExitCode> log_entry(Entry const& entry,
                                              Moment const& moment,
                                              cli::Output& output);

}  // namespace tally::look
