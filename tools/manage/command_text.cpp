#include "tools/manage/command_text.h"

#include "tools/text/number.h"
#include "tools/text/time.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace tally::manage {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// JSON has no numbers with a zero in front.
std::string_view without_zeros(std::string_view digits) {
    auto const first = digits.find_first_not_of('0');
    return digits.substr(first == digits.npos ? digits.size() - 1 : first);
}

std::uint64_t seconds_in(char unit) {
    switch (unit) {
        case 's':
            return 1;
        case 'm':
            return 60;
        case 'h':
            return 3'600;
        case 'd':
            return 86'400;
        default:
            return 0;
    }
}

// Nothing if it is no length of time: then it is passed on as it is, to be refused.
std::optional<std::uint64_t> seconds_of(std::string_view text) {
    if (text.size() < 2 || text.size() > 8) return std::nullopt;
    auto const unit = seconds_in(text.back());
    text.remove_suffix(1);
    if (unit == 0 || !is_digits(text)) return std::nullopt;
    return static_cast<std::uint64_t>(text::parse_integer(text).value) * unit;
}

}  // namespace

CommandText::CommandText(std::string_view command) {
    json_.begin_object().key("command").text(command);
}

CommandText& CommandText::text(std::string_view name, std::string_view value) {
    if (!value.empty()) json_.key(name).text(value);
    return *this;
}

CommandText& CommandText::number(std::string_view name, std::string_view value) {
    if (!is_digits(value)) return text(name, value);
    json_.key(name).raw(without_zeros(value));
    return *this;
}

CommandText& CommandText::time(std::string_view name, std::string_view value) {
    auto const time = text::parse_time_or_date(value);
    return text(name, time ? text::format_time(*time) : std::string{value});
}

CommandText& CommandText::seconds(std::string_view name, std::string_view value) {
    auto const seconds = seconds_of(value);
    return number(name, seconds ? std::to_string(*seconds) : std::string{value});
}

CommandText& CommandText::flag(std::string_view name, bool value) {
    return value ? boolean(name, true) : *this;
}

CommandText& CommandText::boolean(std::string_view name, bool value) {
    json_.key(name).boolean(value);
    return *this;
}

std::string CommandText::take() {
    json_.end_object();
    return json_.take();
}

}  // namespace tally::manage
