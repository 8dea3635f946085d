#pragma once

#include <string>

namespace tally::serve::http {

// tools/serve/http/openapi.json, as this build was made with it.
[[nodiscard]] std::string openapi_text();

}  // namespace tally::serve::http
