#pragma once

#include "tools/serve/serve.h"
#include "tools/serve/tuning.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tally::serve {

// Where a key's value goes; its type is the value's.
using Place = std::variant<std::string ServeOptions::*,
                           std::vector<std::string> ServeOptions::*,
                           bool ServeOptions::*,
                           Tuning::Size Tuning::*>;

// What a text must be; the function says what is wrong with one, or nothing.
using TextCheck = std::optional<std::string> (*)(std::string const&);

struct Rule {
    std::string_view key;
    Place place;
    TextCheck check = nullptr;  // of a text, or of each text of a list
    std::uint64_t least = 0;    // of a number
    std::uint64_t most = 0;
    bool is_reloaded = false;  // taken again on SIGHUP; others at a start only
};

[[nodiscard]] std::span<Rule const> rules();

}  // namespace tally::serve
