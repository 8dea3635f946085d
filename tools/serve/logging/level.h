#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tally::serve {

enum class Level : std::uint8_t { debug = 0, info = 1, warn = 2, error = 3, off = 4 };

[[nodiscard]] constexpr std::string_view name_of(Level level) {
    constexpr std::string_view names[] = {"debug", "info", "warn", "error", "off"};
    return names[static_cast<std::size_t>(level)];
}

[[nodiscard]] constexpr std::optional<Level> parse_level(std::string_view text) {
    for (auto const level : {Level::debug, Level::info, Level::warn, Level::error, Level::off})
        if (name_of(level) == text) return level;
    return std::nullopt;
}

}  // namespace tally::serve
