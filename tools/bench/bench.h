#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <cstdint>
#include <string>

namespace tally::bench {

struct BenchOptions {
    std::string data;
    std::uint64_t transfers = 200'000;
    std::uint64_t orders = 0;
    std::uint64_t accounts = 10'000;
    std::uint64_t batch = 0;
};

// What `tally bench` does: see its help.
[[nodiscard]] Result<cli::ExitCode> run(BenchOptions const& options, cli::Output& output);

}  // namespace tally::bench
