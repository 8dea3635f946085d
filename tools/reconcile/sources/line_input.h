#pragma once

#include "tools/reconcile/sources/byte_input.h"
#include "tools/reconcile/sources/mistake.h"
#include "tools/reconcile/sources/sources.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tally::reconcile {

struct TextLine {
    std::string_view text;  // UTF-8, without its ending
    FilePosition position;
};

// The lines of a text file. Finds for every format alike: lines too long, endings that change,
// bytes that are no text, other encodings than the one that was named. Such a byte is read as '?'.
class LineInput {
public:
    static constexpr std::size_t line_max = std::size_t{1} << 20U;

    LineInput(ByteInput& bytes, Encoding encoding, Mistakes& mistakes)
        : bytes_(bytes), encoding_(encoding), mistakes_(mistakes) {}

    // The next line, valid until the next call. Nothing at the end, and where reading had to stop.
    [[nodiscard]] std::optional<TextLine> next();

    // Where the next line would begin.
    [[nodiscard]] FilePosition position() const { return {line_ + 1, byte_ + raw_length_}; }

private:
    enum class Ending : std::uint8_t { none, line_feed, both };

    bool gather();
    bool too_long();
    void see_ending(FilePosition position);
    void decode(FilePosition position);
    void see_start();
    void decode_utf8(FilePosition position);
    void decode_latin1(FilePosition position);
    void bad_byte(FilePosition position, std::size_t at, std::string_view why);

    ByteInput& bytes_;
    Encoding encoding_;
    Mistakes& mistakes_;
    std::string_view piece_;
    std::string raw_;
    std::string text_;
    std::uint64_t line_ = 0;
    std::uint64_t byte_ = 0;
    std::uint64_t raw_length_ = 0;  // of the last line, with its ending
    Ending ending_ = Ending::none;
    bool told_ending_ = false;
    bool stopped_ = false;
};

}  // namespace tally::reconcile
