#pragma once

#include "engine/sequencer/receipt.h"
#include "journal/entry.h"
#include "journal/vocabulary/result.h"

#include <string>

namespace tally::prove {

// Becomes the writer of a data directory, has one command decided, and returns when its entry is
// durable. `key`: a signing key's file, with which the tree is then signed; may be empty. A refusal
// is a usage failure with its reason; it is in the record all the same.
[[nodiscard]] Result<Receipt> submit_one(std::string const& data,
                                         Body command,
                                         std::string const& key);

}  // namespace tally::prove
