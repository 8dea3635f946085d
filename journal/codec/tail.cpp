#include "journal/codec/tail.h"

#include "journal/codec/layout/all.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

namespace tally::codec {

namespace {

// A list pointer to the word that follows it: kind of pointer 1, offset 0, then the size of an
// element and the number of elements (of words, where the elements are structs).
constexpr std::uint64_t list_pointer = 1;
constexpr std::uint64_t byte_elements = 2;
constexpr std::uint64_t struct_elements = 7;

constexpr std::uint64_t pointer_to_list(std::uint64_t element_size, std::uint64_t count) {
    return list_pointer | (element_size << 32U) | (count << 35U);
}

// The number of elements (or words) that a list pointer states, or nothing if it is another
// pointer.
constexpr std::size_t no_list = SIZE_MAX;

std::size_t list_count(std::uint64_t pointer, std::uint64_t element_size) {
    bool const is_list = (pointer & 0xffff'ffffU) == list_pointer;
    if (!is_list || ((pointer >> 32U) & 7U) != element_size) return no_list;
    return static_cast<std::size_t>(pointer >> 35U);
}

std::size_t text_words(std::size_t size) {
    return (size + 1 + 7) / 8;  // with the NUL that ends a Cap'n Proto text
}

WrittenTail write_text(std::string const& text, std::uint64_t* words) {
    if (text.empty()) return {};
    std::size_t const length = text_words(text.size());
    words[0] = pointer_to_list(byte_elements, text.size() + 1);
    words[length] = 0;
    std::memcpy(words + 1, text.data(), text.size());
    std::memset(reinterpret_cast<char*>(words + 1) + text.size(), 0, length * 8 - text.size());
    return {1 + length, {}};
}

Fault read_text(TailBytes tail, std::string& text) {
    text.clear();
    if (tail.words == 0) return {};
    std::size_t const count = list_count(tail.word(0), byte_elements);
    if (count == no_list || count < 2) return {FaultKind::bad_pointer};
    if (tail.words != 1 + (count + 7) / 8) return {FaultKind::bad_pointer};
    auto const* const bytes = tail.bytes + 8;
    auto const* const end = tail.bytes + tail.words * 8;
    bool const zero_behind = std::all_of(bytes + count - 1, end, [](auto b) { return b == 0; });
    if (!zero_behind) return {FaultKind::not_canonical};
    text.assign(reinterpret_cast<char const*>(bytes), count - 1);
    return {};
}

std::size_t used_words(std::uint64_t const* words, std::size_t count) {
    while (count > 0 && words[count - 1] == 0)
        --count;
    return count;
}

// Writes the elements at full width, then closes up what no element uses.
template <class Element>
WrittenTail write_list(std::vector<Element> const& list, std::uint64_t* words) {
    constexpr std::size_t full = Layout<Element>::words;
    if (list.empty()) return {};
    if (list.size() > list_elements_max) return {0, {FaultKind::too_long}};
    std::uint64_t* const elements = words + 2;
    std::fill_n(elements, list.size() * full, 0);
    std::size_t width = 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
        Writer writer{elements + i * full};
        Layout<Element>::visit(writer, list[i]);
        if (writer.fault() != nullptr) return {0, {FaultKind::bad_value, writer.fault()}};
        width = std::max(width, used_words(elements + i * full, full));
    }
    for (std::size_t i = 1; i < list.size(); ++i)
        std::memmove(elements + i * width, elements + i * full, width * 8);
    words[0] = pointer_to_list(struct_elements, list.size() * width);
    words[1] = (std::uint64_t{list.size()} << 2U) | (std::uint64_t{width} << 32U);
    return {2 + list.size() * width, {}};
}

// An element's words as stored, `width` of them; the rest are zero.
template <class Element>
Fault read_element(std::uint8_t const* bytes, std::size_t width, Element& element) {
    constexpr std::size_t full = Layout<Element>::words;
    std::array<std::uint64_t, full> words{};
    std::memcpy(words.data(), bytes, width * 8);
    std::uint64_t stray = 0;
    for (std::size_t i = 0; i < full; ++i)
        stray |= words[i] & ~element_mask<Element>[i];
    if (stray != 0) return {FaultKind::unknown_field};
    Reader reader{words.data()};
    Layout<Element>::visit(reader, element);
    if (reader.fault() != nullptr) return {FaultKind::bad_value, reader.fault()};
    return {};
}

// The element count and width of a list of structs.
struct ListShape {
    std::size_t count = 0;
    std::size_t width = 0;
};

Fault read_shape(TailBytes tail, ListShape& shape) {
    if (tail.words < 2) return {FaultKind::bad_pointer};
    std::size_t const total = list_count(tail.word(0), struct_elements);
    std::uint64_t const tag = tail.word(1);
    shape = {(tag & 0xffff'ffffU) >> 2U, (tag >> 32U) & 0xffffU};
    bool const is_tag = (tag & 3U) == 0 && (tag >> 48U) == 0;
    if (total == no_list || tail.words != 2 + total || !is_tag) return {FaultKind::bad_pointer};
    if (shape.count == 0 || shape.count > list_elements_max) return {FaultKind::bad_pointer};
    if (shape.count * shape.width != total) return {FaultKind::bad_pointer};
    return {};
}

template <class Element>
Fault read_list(TailBytes tail, std::vector<Element>& list) {
    list.clear();
    if (tail.words == 0) return {};
    ListShape shape;
    if (Fault const fault = read_shape(tail, shape)) return fault;
    if (shape.width > Layout<Element>::words) return {FaultKind::unknown_field};
    list.resize(shape.count);
    bool width_is_used = shape.width == 0;
    for (std::size_t i = 0; i < shape.count; ++i) {
        std::size_t const first = 2 + i * shape.width;
        Fault const fault = read_element(tail.bytes + first * 8, shape.width, list[i]);
        if (fault) return fault;
        width_is_used = width_is_used || tail.word(first + shape.width - 1) != 0;
    }
    if (!width_is_used) return {FaultKind::not_canonical};
    return {};
}

template <class Element>
std::size_t list_words_at_most(std::vector<Element> const& list) {
    return 2 + std::min(list.size(), list_elements_max) * Layout<Element>::words;
}

}  // namespace

std::uint64_t TailBytes::word(std::size_t index) const {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + index * 8, 8);
    return word;
}

std::size_t tail_words_at_most(CreateTransfer const& body) {
    return 1 + text_words(body.metadata.size());
}

std::size_t tail_words_at_most(CreateEscrow const& body) {
    return list_words_at_most(body.attestors);
}

std::size_t tail_words_at_most(ObserveBlock const& body) {
    return list_words_at_most(body.events);
}

std::size_t tail_words_at_most(RecordReconciliation const& body) {
    return list_words_at_most(body.breaks);
}

WrittenTail write_tail(CreateTransfer const& body, std::uint64_t* words) {
    return write_text(body.metadata, words);
}

WrittenTail write_tail(CreateEscrow const& body, std::uint64_t* words) {
    return write_list(body.attestors, words);
}

WrittenTail write_tail(ObserveBlock const& body, std::uint64_t* words) {
    return write_list(body.events, words);
}

WrittenTail write_tail(RecordReconciliation const& body, std::uint64_t* words) {
    return write_list(body.breaks, words);
}

Fault read_tail(TailBytes tail, CreateTransfer& body) {
    return read_text(tail, body.metadata);
}

Fault read_tail(TailBytes tail, CreateEscrow& body) {
    return read_list(tail, body.attestors);
}

Fault read_tail(TailBytes tail, ObserveBlock& body) {
    return read_list(tail, body.events);
}

Fault read_tail(TailBytes tail, RecordReconciliation& body) {
    return read_list(tail, body.breaks);
}

}  // namespace tally::codec
