#include "journal/crypto/text.h"

#include <algorithm>

namespace tally {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr unsigned no_digit = 255;

constexpr unsigned hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
    return no_digit;
}

unsigned base64_value(char c) {
    auto const at = base64_alphabet.find(c);
    return at == std::string_view::npos ? no_digit : static_cast<unsigned>(at);
}

// How many bytes a padded text stands for; nothing if its length or padding cannot be right.
std::optional<std::size_t> base64_bytes(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    std::size_t const padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    return text.size() / 4 * 3 - padding;
}

}  // namespace

std::string to_hex(ByteSpan bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (auto const byte : bytes) {
        text += hex_digits[byte >> 4U];
        text += hex_digits[byte & 15U];
    }
    return text;
}

bool read_hex(std::string_view text, std::span<std::uint8_t> out) {
    if (text.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        unsigned const high = hex_value(text[2 * i]);
        unsigned const low = hex_value(text[2 * i + 1]);
        if (high == no_digit || low == no_digit) return false;
        out[i] = static_cast<std::uint8_t>(high << 4U | low);
    }
    return true;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
    std::vector<std::uint8_t> bytes(text.size() / 2);
    if (!read_hex(text, bytes)) return std::nullopt;
    return bytes;
}

std::string to_base64(ByteSpan bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::size_t const count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j)
            group = group << 8U | (j < count ? bytes[i + j] : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            text += j <= count ? base64_alphabet[group >> (18 - 6 * j) & 63U] : '=';
    }
    return text;
}

bool read_base64(std::string_view text, std::span<std::uint8_t> out) {
    if (base64_bytes(text) != out.size()) return false;
    std::uint32_t group = 0;
    unsigned bits = 0;
    std::size_t written = 0;
    for (char const c : text.substr(0, (out.size() * 8 + 5) / 6)) {
        unsigned const value = base64_value(c);
        if (value == no_digit) return false;
        group = group << 6U | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out[written++] = static_cast<std::uint8_t>(group >> bits);
        group &= (1U << bits) - 1;
    }
    return group == 0;  // bits behind the last byte
}

std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text) {
    auto const size = base64_bytes(text);
    if (!size) return std::nullopt;
    std::vector<std::uint8_t> bytes(*size);
    if (!read_base64(text, bytes)) return std::nullopt;
    return bytes;
}

}  // namespace tally
