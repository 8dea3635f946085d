#pragma once

#include "engine/sequencer/sequencer_options.h"
#include "tools/look/last_start.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace tally::serve {

class Log;

// What a start found in the directory, and what the server before left there.
struct StartReport {
    look::LastStart now;
    std::optional<look::LastStart> before;  // nothing: none is known

    // False until the record is open.
    [[nodiscard]] bool is_known() const { return now.started != Timestamp{}; }

    // The server before was killed, or the machine was.
    [[nodiscard]] bool is_after_crash() const { return before && !before->ended; }

    // For whoever has started it, a sentence each.
    [[nodiscard]] std::vector<std::string> sentences() const;
};

// Says it in the log, and keeps it beside the record for `tally status`.
[[nodiscard]] StartReport report_start(std::string const& data,
                                       RecoveryReport const& recovery,
                                       std::chrono::milliseconds took,
                                       Log& log);

// Everything answered is recorded, and the record is closed.
void report_end(std::string const& data, look::LastStart start, Log& log);

}  // namespace tally::serve
