#pragma once

#include "journal/vocabulary/bytes.h"

#include <boost/json.hpp>

namespace tally::testing {

// The digest of any EIP-712 document: {"domain", "types", "primaryType", "message"}. Written from
// the standard alone, to judge the one message that the product knows. Throws on what is no
// document.
[[nodiscard]] Hash32 typed_data_digest(boost::json::object const& document);

}  // namespace tally::testing
