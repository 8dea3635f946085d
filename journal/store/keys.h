#pragma once

#include "journal/vocabulary/text_bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// How keys and small values are laid out in RocksDB. Keys are big-endian, so that their order as
// bytes is their order as numbers; values are little-endian, like all else in the record.
namespace tally {

template <std::size_t Size>
using KeyBytes = std::array<char, Size>;

template <std::size_t Size>
[[nodiscard]] std::string_view as_view(KeyBytes<Size> const& key) {
    return {key.data(), key.size()};
}

inline void put_big_endian(char* out, std::uint64_t value) {
    for (unsigned i = 0; i < 8; ++i)
        out[i] = static_cast<char>(value >> (56U - 8U * i));
}

[[nodiscard]] inline std::uint64_t get_big_endian(char const* in) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value = value << 8U | static_cast<std::uint8_t>(in[i]);
    return value;
}

[[nodiscard]] inline KeyBytes<8> number_key(std::uint64_t number) {
    KeyBytes<8> key{};
    put_big_endian(key.data(), number);
    return key;
}

// height (1), index (8)
[[nodiscard]] inline KeyBytes<9> tree_key(std::uint8_t height, std::uint64_t index) {
    KeyBytes<9> key{};
    key[0] = static_cast<char>(height);
    put_big_endian(key.data() + 1, index);
    return key;
}

}  // namespace tally
