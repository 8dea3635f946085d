#pragma once

#include "tools/serve/serve.h"

#include <string_view>
#include <vector>

namespace tally::serve {

// The keys whose values are not the same, in the order of config_keys().
[[nodiscard]] std::vector<std::string_view> differences(ServeOptions const& one,
                                                        ServeOptions const& other);

// Whether SIGHUP makes a server take another value of the key; otherwise its next start does.
[[nodiscard]] bool is_reloaded(std::string_view key);

}  // namespace tally::serve
