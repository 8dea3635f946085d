#include "tools/json/break_id.h"

#include <charconv>
#include <cstdint>

namespace tally::json {

namespace {

constexpr std::size_t digits = 16;

}  // namespace

std::string break_id_text(BreakId id) {
    std::string text(digits, '0');
    auto value = id.value;
    for (auto at = text.rbegin(); at != text.rend(); ++at, value >>= 4U)
        *at = "0123456789abcdef"[value & 15U];
    return text;
}

std::optional<BreakId> parse_break_id(std::string_view text) {
    if (text.size() != digits) return std::nullopt;
    std::uint64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [stop, error] = std::from_chars(text.data(), end, value, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    if (text.find_first_of("ABCDEF") != text.npos) return std::nullopt;
    return BreakId{value};
}

}  // namespace tally::json
