#include "tools/serve/http/command_lines.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace tally::serve::http {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

// The length of the JSON value at the front: up to a comma outside of brackets and strings.
std::size_t value_length(std::string_view text) {
    std::size_t depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth != 0) --depth;
        } else if (c == ',' && depth == 0) {
            return i;
        }
    }
    return text.size();
}

// Line feeds are blanks between the tokens of JSON, and an error within a string: then a tab is one
// as well.
void append_line(std::string& lines, std::string_view value) {
    for (char const c : trimmed(value))
        lines += c == '\n' || c == '\r' ? '\t' : c;
    lines += '\n';
}

Result<CommandLines> elements(std::string_view array) {
    if (array.back() != ']')
        return usage_failure("the body begins an array with [ and does not end it");
    auto rest = trimmed(array.substr(1, array.size() - 2));
    if (rest.empty()) return usage_failure("the array has no commands in it");
    CommandLines out{CommandShape::array, {}};
    for (;;) {
        auto const length = value_length(rest);
        auto const value = trimmed(rest.substr(0, length));
        if (value.empty())
            return usage_failure("the array has a comma without a command beside it");
        append_line(out.lines, value);
        if (length == rest.size()) return out;
        rest.remove_prefix(length + 1);
    }
}

}  // namespace

Result<CommandLines> command_lines(std::string_view body, bool is_lines) {
    auto const text = trimmed(body);
    if (text.empty())
        return usage_failure("the body is empty; send a command, see /v1/openapi.json");
    if (is_lines) return CommandLines{CommandShape::lines, std::string{text} + "\n"};
    if (text.front() == '[') return elements(text);
    CommandLines out;
    append_line(out.lines, text);
    return out;
}

std::string answers_body(CommandShape shape, std::string_view lines) {
    if (shape != CommandShape::array) return std::string{lines};
    std::string out = "[";
    while (!lines.empty()) {
        auto const line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
        out.append(out.size() == 1 ? "" : ",").append(line);
    }
    return out + "]\n";
}

}  // namespace tally::serve::http
