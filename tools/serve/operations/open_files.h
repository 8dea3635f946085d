#pragma once

#include "tools/cli/output.h"

#include <cstdint>
#include <string>

namespace tally::serve {

class Log;
struct ServeOptions;

// How many files and sockets the process may open.
struct OpenFiles {
    std::uint64_t allowed = 0;
    std::uint64_t needed = 0;  // if every connection that the configuration allows is there

    // What is to be said of it; empty if they are enough.
    [[nodiscard]] std::string complaint() const;
};

// Asks the system for as many as it gives (the soft limit becomes the hard one), and compares.
[[nodiscard]] OpenFiles raise_open_files(ServeOptions const& options);

// The same, and says in the log when they are too few; to whoever starts the server too, if they
// have asked for so many connections.
void see_to_open_files(ServeOptions const& options, Log& log, cli::Output& output);

}  // namespace tally::serve
