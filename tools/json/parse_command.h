#pragma once

#include "tools/json/command.h"
#include "tools/json/reading.h"
#include "tools/json/tape.h"

#include <string_view>

namespace tally::json {

// Reads lines of a command file. The form of a command - JSON, its fields, their types and ranges -
// is checked here, whole; what depends on the state is not. Total on any bytes; keeps its memory.
class CommandParser {
public:
    // True if the line is a command; it is then in `out`. On false fault() says what is wrong
    // where.
    [[nodiscard]] bool parse(std::string_view line, ParsedCommand& out);

    [[nodiscard]] LineFault const& fault() const { return fault_; }

private:
    [[nodiscard]] bool fail(std::size_t column, std::string text);

    Tape tape_;
    LineFault fault_;
};

}  // namespace tally::json
