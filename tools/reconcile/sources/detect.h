#pragma once

#include "tools/reconcile/sources/sources.h"

#include <optional>
#include <string_view>

namespace tally::reconcile {

// The format that a file's first bytes show. CSV cannot be told from other text.
[[nodiscard]] std::optional<SourceFormat> detect_format(std::string_view head);

}  // namespace tally::reconcile
