#pragma once

#include <string_view>

namespace tally {

// journal/schema/entry.capnp, as this build was made with it.
[[nodiscard]] std::string_view schema_text();

}  // namespace tally
