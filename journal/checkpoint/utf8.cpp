#include "journal/checkpoint/utf8.h"

#include <cstddef>

namespace tally {

namespace {

// The form of a character by its first byte: how many bytes, which of the first byte's bits count,
// and the smallest character that needs so many bytes.
struct Form {
    std::size_t bytes;
    char32_t first_bits;
    char32_t smallest;
};

std::optional<Form> form_of(unsigned char first) {
    if (first < 0x80) return Form{1, 0x7f, 0};
    if (first >= 0xc0 && first < 0xe0) return Form{2, 0x1f, 0x80};
    if (first >= 0xe0 && first < 0xf0) return Form{3, 0x0f, 0x800};
    if (first >= 0xf0 && first < 0xf8) return Form{4, 0x07, 0x10000};
    return std::nullopt;
}

}  // namespace

std::optional<char32_t> take_character(std::string_view& text) {
    if (text.empty()) return std::nullopt;
    auto const form = form_of(static_cast<unsigned char>(text.front()));
    if (!form || text.size() < form->bytes) return std::nullopt;
    char32_t character = static_cast<unsigned char>(text.front()) & form->first_bits;
    for (std::size_t i = 1; i < form->bytes; ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xc0U) != 0x80) return std::nullopt;
        character = character << 6U | (byte & 0x3fU);
    }
    bool const surrogate = character >= 0xd800 && character < 0xe000;
    if (character < form->smallest || surrogate || character > 0x10ffff) return std::nullopt;
    text.remove_prefix(form->bytes);
    return character;
}

bool is_utf8(std::string_view text) {
    while (take_character(text)) {
    }
    return text.empty();
}

bool is_unicode_space(char32_t c) {
    if (c >= 0x09 && c <= 0x0d) return true;
    if (c >= 0x2000 && c <= 0x200a) return true;
    constexpr char32_t others[] = {
        0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000};
    for (auto const other : others) {
        if (c == other) return true;
    }
    return false;
}

}  // namespace tally
