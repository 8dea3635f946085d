#pragma once

#include "tools/text/number.h"
#include "tools/text/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::flow {

// One line of a command file, field by field. Names and values here need no escapes.
class Line {
public:
    explicit Line(std::string_view command) : text_("{\"command\":\"") {
        text_.append(command).append("\"");
    }

    Line& text(std::string_view name, std::string_view value) {
        key(name);
        text_.append("\"").append(value).append("\"");
        return *this;
    }

    // An id, a count of units at a scale, a plain number, a moment, a list of names.
    Line& id(std::string_view name, std::uint64_t value) {
        return text(name, std::to_string(value));
    }

    Line& units(std::string_view name, std::uint64_t value, std::uint8_t scale) {
        return text(name, text::format_units(value, scale));
    }

    Line& number(std::string_view name, std::uint64_t value) {
        key(name);
        text_.append(std::to_string(value));
        return *this;
    }

    Line& time(std::string_view name, Timestamp moment) {
        return text(name, text::format_time(moment));
    }

    Line& raw(std::string_view name, std::string_view json) {
        key(name);
        text_.append(json);
        return *this;
    }

    Line& yes(std::string_view name) { return raw(name, "true"); }

    [[nodiscard]] std::string end() {
        text_ += "}\n";
        return std::move(text_);
    }

private:
    void key(std::string_view name) { text_.append(",\"").append(name).append("\":"); }

    std::string text_;
};

}  // namespace tally::flow
