#pragma once

#include "journal/entry.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tally::reference {

// The leaf of an entry as Cap'n Proto's own generated code and capnp::canonicalize make it: written
// field by field by name, sharing nothing with journal/codec.
[[nodiscard]] std::vector<std::uint8_t> encode(Entry const& entry);

// What Cap'n Proto says about bytes that our decoder accepts.
[[nodiscard]] bool is_canonical(std::vector<std::uint8_t> const& leaf);

// The fields of a leaf, by name, as Cap'n Proto prints them.
[[nodiscard]] std::string text(std::vector<std::uint8_t> const& leaf);

}  // namespace tally::reference
