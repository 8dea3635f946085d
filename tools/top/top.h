#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/manage/door.h"

#include <cstdint>
#include <string>

namespace tally::top {

struct TopOptions {
    std::string metrics;  // where a server answers GET /metrics; or
    manage::Door door;    // where it speaks with those whose keys it knows
    std::uint64_t interval_ms = 1'000;
    std::uint64_t samples = 0;  // 0: without end as a table, one in other formats
};

// Shows what a server does, again and again.
[[nodiscard]] Result<cli::ExitCode> run(TopOptions const& options, cli::Output& output);

}  // namespace tally::top
