#include "tools/text/hex.h"

#include "journal/crypto/text.h"

#include <cstddef>

namespace tally::text {

namespace {

constexpr unsigned not_hex = 16;

constexpr unsigned nibble(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return not_hex;
}

}  // namespace

bool parse_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != 2 + 2 * out.size() || text[0] != '0' || text[1] != 'x') return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto const high = nibble(text[2 + 2 * i]);
        auto const low = nibble(text[3 + 2 * i]);
        if (high == not_hex || low == not_hex) return false;
        out[i] = static_cast<std::uint8_t>((high << 4U) | low);
    }
    return true;
}

std::string format_hex(ByteSpan bytes) {
    return "0x" + to_hex(bytes);
}

}  // namespace tally::text
