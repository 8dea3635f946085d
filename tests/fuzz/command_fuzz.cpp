#include "journal/vocabulary/check.h"
#include "tools/json/parse_command.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

// A line of a command file, of any bytes: either a command, or a fault that points into the line.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    static tally::json::CommandParser parser;
    static tally::json::ParsedCommand command;
    std::string_view const line{reinterpret_cast<char const*>(data), size};
    if (parser.parse(line, command)) {
        TALLY_CHECK(tally::is_command(command.body));
    } else {
        TALLY_CHECK(parser.fault().column >= 1);
        TALLY_CHECK(parser.fault().column <= size + 1);
        TALLY_CHECK(!parser.fault().text.empty());
    }
    return 0;
}
