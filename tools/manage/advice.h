#pragma once

#include <string>
#include <string_view>

namespace tally::manage {

// What to do about a refusal, to be put behind it: "; ...". Empty if there is nothing to say.
[[nodiscard]] std::string advice_on(std::string_view outcome);

}  // namespace tally::manage
