#pragma once

#include "journal/entry.h"

#include <string_view>

// Words for what the record stores as numbers and commands never name.
namespace tally::look {

[[nodiscard]] std::string_view word_for(MarketControl control);
[[nodiscard]] std::string_view word_for(CancelReason reason);
[[nodiscard]] std::string_view word_for(ChainEffect effect);

// True if entries can be of this kind: "fill", "create_transfer".
[[nodiscard]] bool is_kind(std::string_view name);

}  // namespace tally::look
