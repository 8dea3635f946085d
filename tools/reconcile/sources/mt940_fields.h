#pragma once

#include "tools/reconcile/sources/line_input.h"
#include "tools/reconcile/sources/reading.h"

#include <cstddef>
#include <optional>
#include <string>

namespace tally::reconcile {

struct Mt940Field {
    std::string tag;   // without its colons; empty: the end of a message
    std::string text;  // further lines follow a line feed
    FilePosition position;
};

// Puts the lines of a field together and steps over the blocks around the text.
class Mt940Fields {
public:
    static constexpr std::size_t field_max = 65'536;

    Mt940Fields(ByteInput& input, SourceReading& reading)
        : lines_(input, reading.options().encoding, reading.mistakes()), reading_(reading) {}

    [[nodiscard]] std::optional<Mt940Field> next();

private:
    static std::optional<Mt940Field> begin(TextLine const& line);
    void go_on(Mt940Field& field, TextLine const& line);

    LineInput lines_;
    SourceReading& reading_;
    std::optional<Mt940Field> ahead_;
};

}  // namespace tally::reconcile
