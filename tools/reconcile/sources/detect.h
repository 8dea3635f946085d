#pragma once

#include "tools/reconcile/sources/sources.h"

#include <optional>
#include <string_view>

namespace tally::reconcile {

// The format that a file's first bytes show. CSV cannot be told from other text.
[[nodiscard]] std::optional<SourceFormat> detect_format(std::string_view head);

// Whether they are text in UTF-16, with its mark or without.
[[nodiscard]] bool is_utf16(std::string_view head);

}  // namespace tally::reconcile
