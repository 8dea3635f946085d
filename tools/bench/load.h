#pragma once

#include "journal/vocabulary/result.h"
#include "tools/bench/workload.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"

#include <cstdint>
#include <string>

namespace tally::bench {

struct LoadOptions {
    std::string data;     // of the server that is started for this
    std::string connect;  // or the address of one that runs
    WorkloadShape shape;
    std::uint64_t commands = 1'000'000;
    std::uint64_t batch = 8'190;
    std::uint64_t clients = 1;
    std::uint64_t in_flight = 4;  // batches of one client
    std::uint64_t rate = 0;       // commands offered a second; 0: as many as are answered
    std::uint64_t followers = 0;  // of the record, during a second run of as many commands
    std::uint64_t readers = 0;    // of balances, likewise
    bool unix_socket = false;
};

// Loads a server from this process and measures it from here: see the help of `tally bench`.
[[nodiscard]] Result<cli::ExitCode> run_load(LoadOptions const& options, cli::Output& output);

}  // namespace tally::bench
