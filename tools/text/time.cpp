#include "tools/text/time.h"

#include "journal/vocabulary/limits.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tally::text {

namespace {

constexpr std::size_t date_length = 10;
constexpr std::size_t seconds_length = 19;  // 2026-12-01T09:30:00

// Takes digits from the front of a text; remembers whether every one of them was there.
class Digits {
public:
    explicit Digits(std::string_view text) : text_(text) {}

    unsigned take(std::size_t count) {
        unsigned value = 0;
        for (; count > 0; --count) {
            if (text_.empty() || text_[0] < '0' || text_[0] > '9') {
                good_ = false;
                return 0;
            }
            value = value * 10 + static_cast<unsigned>(text_[0] - '0');
            text_.remove_prefix(1);
        }
        return value;
    }

    void expect(char wanted) {
        if (text_.empty() || text_[0] != wanted) {
            good_ = false;
        } else {
            text_.remove_prefix(1);
        }
    }

    [[nodiscard]] std::string_view rest() const { return text_; }

    [[nodiscard]] bool good() const { return good_; }

private:
    std::string_view text_;
    bool good_ = true;
};

std::optional<std::int64_t> days_since_epoch(Digits& digits) {
    auto const year = static_cast<int>(digits.take(4));
    digits.expect('-');
    auto const month = digits.take(2);
    digits.expect('-');
    auto const day = digits.take(2);
    std::chrono::year_month_day const date{
        std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!digits.good() || !date.ok()) return std::nullopt;
    return std::chrono::sys_days{date}.time_since_epoch().count();
}

// ".123" -> 123000000; empty -> 0. Takes what it read off `text`.
std::optional<std::uint64_t> take_fraction(std::string_view& text) {
    if (text.empty() || text[0] != '.') return 0;
    text.remove_prefix(1);
    std::uint64_t ns = 0;
    std::size_t digits = 0;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        if (++digits > 9) return std::nullopt;
        ns = ns * 10 + static_cast<unsigned>(text[0] - '0');
        text.remove_prefix(1);
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits)
        ns *= 10;
    return ns;
}

// "Z", "+02:00", "-05:30" as seconds to subtract.
std::optional<std::int64_t> offset_seconds(std::string_view text) {
    if (text == "Z" || text == "z") return 0;
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    Digits digits{text.substr(1)};
    auto const hours = digits.take(2);
    digits.expect(':');
    auto const minutes = digits.take(2);
    if (!digits.good() || !digits.rest().empty() || hours > 23 || minutes > 59) {
        return std::nullopt;
    }
    auto const seconds = static_cast<std::int64_t>(hours * 3600 + minutes * 60);
    return text[0] == '+' ? seconds : -seconds;
}

std::optional<Timestamp> to_timestamp(std::int64_t seconds, std::uint64_t ns) {
    if (seconds < 0) return std::nullopt;
    auto const whole = static_cast<std::uint64_t>(seconds);
    if (whole >= never.ns / ns_per_second) return std::nullopt;
    return Timestamp{whole * ns_per_second + ns};
}

void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
    std::array<char, 20> buffer;
    std::size_t at = buffer.size();
    for (; width > 0 || value > 0; value /= 10) {
        buffer[--at] = static_cast<char>('0' + static_cast<int>(value % 10));
        if (width > 0) --width;
    }
    out.append(buffer.data() + at, buffer.size() - at);
}

void append_fraction(std::string& out, std::uint64_t ns) {
    if (ns == 0) return;
    out += '.';
    if (ns % 1'000'000 == 0) return append_padded(out, ns / 1'000'000, 3);
    if (ns % 1'000 == 0) return append_padded(out, ns / 1'000, 6);
    append_padded(out, ns, 9);
}

}  // namespace

std::optional<Timestamp> parse_time(std::string_view text) {
    if (text.size() <= seconds_length) return std::nullopt;
    Digits digits{text.substr(0, seconds_length)};
    auto const days = days_since_epoch(digits);
    if (!days || (text[date_length] != 'T' && text[date_length] != 't')) return std::nullopt;
    digits.expect(text[date_length]);
    auto const hour = digits.take(2);
    digits.expect(':');
    auto const minute = digits.take(2);
    digits.expect(':');
    auto const second = digits.take(2);
    if (!digits.good() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    auto rest = text.substr(seconds_length);
    auto const ns = take_fraction(rest);
    auto const offset = offset_seconds(rest);
    if (!ns || !offset) return std::nullopt;
    return to_timestamp(
        *days * 86'400 + static_cast<std::int64_t>(hour * 3600 + minute * 60 + second) - *offset,
        *ns);
}

std::optional<Timestamp> parse_time_or_date(std::string_view text) {
    if (text.size() != date_length) return parse_time(text);
    Digits digits{text};
    auto const days = days_since_epoch(digits);
    if (!days) return std::nullopt;
    return to_timestamp(*days * 86'400, 0);
}

void append_time(std::string& out, Timestamp time) {
    auto const seconds = time.ns / ns_per_second;
    std::chrono::sys_days const days{std::chrono::days{seconds / 86'400}};
    std::chrono::year_month_day const date{days};
    append_padded(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out += 'T';
    append_padded(out, seconds % 86'400 / 3600, 2);
    out += ':';
    append_padded(out, seconds % 3600 / 60, 2);
    out += ':';
    append_padded(out, seconds % 60, 2);
    append_fraction(out, time.ns % ns_per_second);
    out += 'Z';
}

std::string format_time(Timestamp time) {
    std::string out;
    append_time(out, time);
    return out;
}

std::optional<std::uint32_t> parse_date(std::string_view text) {
    Digits digits{text};
    auto const days = days_since_epoch(digits);
    if (!days || !digits.rest().empty() || *days <= 0) return std::nullopt;
    return static_cast<std::uint32_t>(*days);
}

std::string format_date(std::uint32_t days) {
    if (days > limits::last_date) return std::to_string(days);
    std::chrono::year_month_day const date{std::chrono::sys_days{std::chrono::days{days}}};
    std::string out;
    append_padded(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out += '-';
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    return out;
}

}  // namespace tally::text
