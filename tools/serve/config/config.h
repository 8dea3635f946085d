#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/serve.h"

#include <string>
#include <string_view>
#include <vector>

namespace tally::serve {

// The keys that a configuration file may have: "limits.connections" and so on, in the order in
// which docs/operations/configuration.md explains them.
[[nodiscard]] std::vector<std::string_view> config_keys();

// What a TOML text says, checked as a whole: syntax, unknown keys, types, ranges, addresses. A
// usage failure has one line for each thing that is wrong, "FILE:LINE: KEY: what, and what to do".
// `file` is named in it.
[[nodiscard]] Result<ServeOptions> parse_config(std::string_view text, std::string const& file);

[[nodiscard]] Result<ServeOptions> read_config(std::string const& file);

// What was given on the command line goes before what the file says.
[[nodiscard]] ServeOptions overridden(ServeOptions file, ServeOptions const& given);

}  // namespace tally::serve
