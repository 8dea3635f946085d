#pragma once

#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Moments as RFC 3339 text, always UTC on the way out. Pure: no clock, no time zone data.
namespace tally::text {

// "2026-12-01T09:30:00Z", with up to 9 decimals of a second and a Z or a numeric offset. Nothing
// for any other text, for a day that no calendar has, for moments before 1970 and after 2554.
[[nodiscard]] std::optional<Timestamp> parse_time(std::string_view text);

// As parse_time, and a date alone ("2026-12-01") for its first moment: for options of the command
// line, not for commands.
[[nodiscard]] std::optional<Timestamp> parse_time_or_date(std::string_view text);

// A date alone as days since 1970-01-01, from 1970-01-02 to 9999-12-31; and back. Other numbers,
// which no date has, become their digits.
[[nodiscard]] std::optional<std::uint32_t> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(std::uint32_t days);

// With as many decimals as the moment needs: none, 3, 6 or 9.
[[nodiscard]] std::string format_time(Timestamp time);
void append_time(std::string& out, Timestamp time);

}  // namespace tally::text
