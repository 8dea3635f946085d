#include "journal/store/rocks_log.h"

#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <string_view>

namespace tally {

namespace {

// "...: dropping 123 bytes; Corruption: ...", as RocksDB has said since its first version.
constexpr std::string_view dropping = ": dropping ";

}  // namespace

void RocksLog::Logv(char const* format, va_list arguments) {
    if (std::string_view{format}.find(dropping) == std::string_view::npos) return;
    std::array<char, 4096> text{};
    std::vsnprintf(text.data(), text.size(), format, arguments);
    std::string_view const line{text.data()};
    auto const at = line.rfind(dropping);
    if (at == std::string_view::npos) return;
    std::uint64_t bytes = 0;
    auto const number = line.substr(at + dropping.size());
    std::from_chars(number.data(), number.data() + number.size(), bytes);
    torn_bytes_ += bytes;
}

}  // namespace tally
