#pragma once

#include "journal/vocabulary/bytes.h"

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tally::testing {

// A gzipped JSON document of the published test vectors beside the repository, or nothing if they
// are not on this machine.
[[nodiscard]] std::optional<boost::json::value> load_vectors(std::string const& name);

// "0x..", or hexadecimal digits alone.
[[nodiscard]] std::vector<std::uint8_t> bytes_of(std::string_view hex);
[[nodiscard]] std::string hex_of(ByteSpan bytes);

}  // namespace tally::testing
