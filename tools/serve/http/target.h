#pragma once

#include "journal/vocabulary/result.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tally::serve::http {

// A request's target, decoded: "/v1/accounts/12?limit=5".
struct Target {
    std::vector<std::string> path;                  // v1, accounts, 12
    std::map<std::string, std::string> parameters;  // limit: 5; each once
};

// Bad escapes, control characters and parameters that are there twice are usage failures.
[[nodiscard]] Result<Target> parse_target(std::string_view text);

}  // namespace tally::serve::http
