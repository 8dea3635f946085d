#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tally::testing {

// Plays a scenario: behaviour as text. Its lines:
//
//     # a remark
//     {"command": ...}                 a command as `tally apply` takes it; linked ones make a
//     chain
//     -> ok fill order_cancelled       what the record got: outcomes, kinds of consequences
//     account 1 credits_posted=5 held=0    totals in smallest units
//
// A tick that the sequencer adds shows as `tick`. A signature counts as that of the address that it
// begins with. Returns what differs, as "file:line: ..."; nothing if all is as the text says.
[[nodiscard]] std::vector<std::string> play_scenario(std::string const& file,
                                                     std::string_view text);

}  // namespace tally::testing
