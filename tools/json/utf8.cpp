#include "tools/json/utf8.h"

namespace tally::json {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

std::size_t claimed_length(unsigned first) {
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first < 0xE0) return 2;
    if (first >= 0xE0 && first < 0xF0) return 3;
    if (first >= 0xF0 && first < 0xF5) return 4;
    return 0;
}

// The second byte tells overlong forms, surrogates and what lies beyond U+10FFFF.
bool second_fits(unsigned first, unsigned second) {
    if (first == 0xE0) return second >= 0xA0;
    if (first == 0xED) return second < 0xA0;
    if (first == 0xF0) return second >= 0x90;
    if (first == 0xF4) return second < 0x90;
    return true;
}

char to_char(unsigned byte) {
    return static_cast<char>(static_cast<unsigned char>(byte));
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    auto const length = claimed_length(byte_at(text, 0));
    if (length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte_at(text, i) & 0xC0U) != 0x80U) return 0;
    }
    if (length > 1 && !second_fits(byte_at(text, 0), byte_at(text, 1))) return 0;
    return length;
}

void append_utf8(std::string& out, unsigned code) {
    if (code < 0x80) {
        out += to_char(code);
    } else if (code < 0x800) {
        out += to_char(0xC0U | (code >> 6U));
        out += to_char(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        out += to_char(0xE0U | (code >> 12U));
        out += to_char(0x80U | ((code >> 6U) & 0x3FU));
        out += to_char(0x80U | (code & 0x3FU));
    } else {
        out += to_char(0xF0U | (code >> 18U));
        out += to_char(0x80U | ((code >> 12U) & 0x3FU));
        out += to_char(0x80U | ((code >> 6U) & 0x3FU));
        out += to_char(0x80U | (code & 0x3FU));
    }
}

}  // namespace tally::json
