#pragma once

#include "journal/vocabulary/timestamp.h"

#include <optional>
#include <string_view>

namespace tally {

// A moment as `--at` takes it: "2026-12-01T09:45:00[.123456789](Z|+hh:mm|-hh:mm)", "2026-12-01", or
// a time of day "09:45[:30[.5]]" on the UTC day of `day`. Nothing for any other text.
[[nodiscard]] std::optional<Timestamp> parse_moment(std::string_view text, Timestamp day);

}  // namespace tally
