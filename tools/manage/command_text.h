#pragma once

#include "tools/cli/json_text.h"

#include <string>
#include <string_view>

namespace tally::manage {

// A command as `tally apply` takes it (docs/cli.md), member by member. What is empty was not given
// and is left out; what is wrong with a value is said by whoever reads the line.
class CommandText {
public:
    explicit CommandText(std::string_view command);

    CommandText& text(std::string_view name, std::string_view value);

    // A JSON number if it is made of digits.
    CommandText& number(std::string_view name, std::string_view value);

    // RFC 3339, or a date alone for its first moment.
    CommandText& time(std::string_view name, std::string_view value);

    // Seconds: "90", "90s", "15m", "24h" or "7d".
    CommandText& seconds(std::string_view name, std::string_view value);

    // Left out if false.
    CommandText& flag(std::string_view name, bool value);

    CommandText& boolean(std::string_view name, bool value);

    // The line, without its end; the text is empty then.
    [[nodiscard]] std::string take();

private:
    cli::JsonText json_;
};

}  // namespace tally::manage
