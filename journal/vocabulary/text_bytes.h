#pragma once

#include "journal/vocabulary/bytes.h"

#include <cstdint>
#include <string_view>

namespace tally {

// The bytes of a text, where it stands: nothing is copied.
[[nodiscard]] inline ByteSpan as_bytes(std::string_view text) {
    return {reinterpret_cast<std::uint8_t const*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_view(ByteSpan bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace tally
