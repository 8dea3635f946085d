#pragma once

#include "journal/entries/reconciliations.h"

#include <optional>
#include <string>
#include <string_view>

namespace tally::json {

// A break's id as results of runs have it: 16 lower-case hex digits, nothing before them.
[[nodiscard]] std::string break_id_text(BreakId id);

// Nothing if the text is not such an id.
[[nodiscard]] std::optional<BreakId> parse_break_id(std::string_view text);

}  // namespace tally::json
