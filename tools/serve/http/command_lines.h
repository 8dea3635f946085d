#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::serve::http {

// How commands came, and so how their answers go.
enum class CommandShape : std::uint8_t { one, array, lines };

struct CommandLines {
    CommandShape shape = CommandShape::one;
    std::string lines;  // one command each
};

// Puts the commands of a body on lines of their own: one JSON object, an array of them, or (with
// `is_lines`) what are lines already. Only brackets and quotes are looked at: whether a line is a
// command, and why not, its reader says. A body without any is a usage failure.
[[nodiscard]] Result<CommandLines> command_lines(std::string_view body, bool is_lines);

// The answers, a line of JSON each, in the shape of the commands.
[[nodiscard]] std::string answers_body(CommandShape shape, std::string_view lines);

}  // namespace tally::serve::http
