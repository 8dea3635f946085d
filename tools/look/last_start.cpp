#include "tools/look/last_start.h"

#include "engine/sequencer/small_file.h"
#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace tally::look {

namespace {

constexpr char const* file_name = "last_start";

struct Number {
    std::string_view name;
    std::uint64_t LastStart::* value;
};

constexpr std::array numbers{Number{"entries", &LastStart::entries},
                             Number{"snapshot", &LastStart::snapshot},
                             Number{"applied", &LastStart::applied},
                             Number{"torn_bytes", &LastStart::torn_bytes},
                             Number{"milliseconds", &LastStart::milliseconds}};

// Names that a later version adds are not looked at.
bool take(LastStart& start, std::string_view name, std::string_view value) {
    if (name == "started" || name == "ended") {
        auto const time = text::parse_time(value);
        if (!time) return false;
        if (name == "started")
            start.started = *time;
        else
            start.ended = *time;
        return true;
    }
    for (auto const& number : numbers) {
        if (number.name != name) continue;
        auto const parsed = text::parse_integer(value);
        if (!parsed.ok()) return false;
        start.*number.value = static_cast<std::uint64_t>(parsed.value);
    }
    return true;
}

}  // namespace

std::optional<LastStart> read_last_start(std::filesystem::path const& data) {
    auto const text = read_small_file(data / file_name);
    if (!text || !text.value()) return std::nullopt;
    LastStart start;
    std::string_view rest = *text.value();
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        auto const blank = line.find(' ');
        if (blank == line.npos || !take(start, line.substr(0, blank), line.substr(blank + 1)))
            return std::nullopt;
    }
    if (start.started == Timestamp{}) return std::nullopt;
    return start;
}

Result<void> write_last_start(std::filesystem::path const& data, LastStart const& start) {
    std::string text = "started " + text::format_time(start.started) + "\n";
    for (auto const& number : numbers)
        text.append(number.name)
            .append(" ")
            .append(std::to_string(start.*number.value))
            .append("\n");
    if (start.ended) text += "ended " + text::format_time(*start.ended) + "\n";
    return write_small_file(data / file_name, text);
}

}  // namespace tally::look
