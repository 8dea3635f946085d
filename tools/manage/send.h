#pragma once

#include "journal/vocabulary/result.h"
#include "tools/cli/exit_code.h"
#include "tools/cli/output.h"
#include "tools/manage/door.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tally::manage {

// What became of a command.
struct Answer {
    std::string command;
    std::uint64_t sequence = 0;
    std::string result;  // the outcome's name
    std::uint64_t consequences = 0;
    std::optional<std::uint64_t> number;  // of the key that it added or found
};

// Has one line of JSON decided, and says what became of it. One that is no command, and a refusal,
// are usage failures with their reason and what to do.
[[nodiscard]] Result<cli::ExitCode> send(std::string const& command,
                                         Door const& door,
                                         cli::Output& output);

// The two ways; each returns when the answer is durable.
[[nodiscard]] Result<Answer> send_to_directory(std::string const& command, Door const& door);
[[nodiscard]] Result<Answer> send_to_server(std::string const& command, Door const& door);

}  // namespace tally::manage
