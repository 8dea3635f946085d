#pragma once

#include "journal/vocabulary/result.h"
#include "tools/look/movement.h"
#include "tools/look/view.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Two times: that of the record, which --at and -b/-e are about, and the date that a movement
// counts for, which a transfer may say itself. Together they ask: what was true for that date, as
// far as was known then?
namespace tally::look {

// The day of --effective, in days since 1970-01-01. Nothing if not given.
[[nodiscard]] Result<std::optional<std::uint32_t>> effective_option(std::string const& text);

// What each account, by its handle, had posted for days up to and with `day`, as far as the entries
// before the view's point say. Reads the record from its first entry on.
[[nodiscard]] Result<std::vector<Position>> positions_for(View const& view,
                                                          std::uint32_t day,
                                                          cli::Output const& output);

// "after entry 17, for 2026-12-01": what an answer is about, for people.
[[nodiscard]] std::string place_of(Moment const& moment, std::string const& effective);

}  // namespace tally::look
