#include "replay/moment.h"

#include <chrono>
#include <cstdint>

namespace tally {

namespace {

constexpr std::uint64_t seconds_per_day = 86'400;

// Takes text apart from the left; once something did not fit, everything fails.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    [[nodiscard]] bool next_is(char c) const { return !rest_.empty() && rest_.front() == c; }

    bool take(char c) {
        if (!next_is(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    void need(char c) { ok_ = take(c) && ok_; }

    // Exactly so many digits.
    std::uint64_t number(std::size_t digits) {
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < digits; ++i)
            value = value * 10 + digit();
        return value;
    }

    // ".5" as nanoseconds; nothing there is zero.
    std::uint64_t fraction_ns() {
        if (!take('.')) return 0;
        std::uint64_t value = digit();
        std::size_t digits = 1;
        for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++digits)
            value = value * 10 + digit();
        if (digits > 9) ok_ = false;
        for (; digits < 9; ++digits)
            value *= 10;
        return value;
    }

private:
    std::uint64_t digit() {
        if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') {
            ok_ = false;
            return 0;
        }
        auto const value = static_cast<std::uint64_t>(rest_.front() - '0');
        rest_.remove_prefix(1);
        return value;
    }

    std::string_view rest_;
    bool ok_ = true;
};

std::optional<std::uint64_t> days_since_1970(Reader& reader) {
    auto const year = reader.number(4);
    reader.need('-');
    auto const month = reader.number(2);
    reader.need('-');
    auto const day = reader.number(2);
    std::chrono::year_month_day const date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{static_cast<unsigned>(month)},
                                           std::chrono::day{static_cast<unsigned>(day)}};
    if (!reader.ok() || !date.ok() || year < 1970 || year > 2261) return std::nullopt;
    auto const days = std::chrono::sys_days{date}.time_since_epoch().count();
    return static_cast<std::uint64_t>(days);
}

// "09:45", "09:45:30", "09:45:30.5"; with `seconds` they must be there.
std::optional<std::uint64_t> ns_of_day(Reader& reader, bool seconds) {
    auto const hour = reader.number(2);
    reader.need(':');
    auto const minute = reader.number(2);
    std::uint64_t second = 0;
    std::uint64_t fraction = 0;
    if (seconds || reader.next_is(':')) {
        reader.need(':');
        second = reader.number(2);
        fraction = reader.fraction_ns();
    }
    if (!reader.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return ((hour * 60 + minute) * 60 + second) * ns_per_second + fraction;
}

// How many seconds to add to come to UTC.
std::optional<std::int64_t> offset_seconds(Reader& reader) {
    if (reader.take('Z') || reader.take('z')) return 0;
    bool const east = reader.next_is('+');
    if (!reader.take('+') && !reader.take('-')) return std::nullopt;
    auto const hour = reader.number(2);
    reader.need(':');
    auto const minute = reader.number(2);
    if (!reader.ok() || hour > 23 || minute > 59) return std::nullopt;
    auto const seconds = static_cast<std::int64_t>((hour * 60 + minute) * 60);
    return east ? -seconds : seconds;
}

std::optional<Timestamp> date_and_time(std::string_view text) {
    Reader reader{text};
    auto const days = days_since_1970(reader);
    if (!days) return std::nullopt;
    auto const midnight = *days * seconds_per_day;
    if (reader.at_end()) return Timestamp{midnight * ns_per_second};
    if (!reader.take('T') && !reader.take('t') && !reader.take(' ')) return std::nullopt;
    auto const ns = ns_of_day(reader, true);
    auto const offset = offset_seconds(reader);
    if (!ns || !offset || !reader.at_end()) return std::nullopt;
    auto const shift = *offset * static_cast<std::int64_t>(ns_per_second);
    auto const moment = static_cast<std::int64_t>(midnight * ns_per_second + *ns) + shift;
    if (moment < 0) return std::nullopt;
    return Timestamp{static_cast<std::uint64_t>(moment)};
}

}  // namespace

std::optional<Timestamp> parse_moment(std::string_view text, Timestamp day) {
    if (text.size() < 3 || text[2] != ':') return date_and_time(text);
    Reader reader{text};
    auto const ns = ns_of_day(reader, false);
    if (!ns || !reader.at_end()) return std::nullopt;
    constexpr auto ns_per_day = seconds_per_day * ns_per_second;
    return Timestamp{day.ns / ns_per_day * ns_per_day + *ns};
}

}  // namespace tally
