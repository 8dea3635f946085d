#include "journal/codec/codec.h"
#include "journal/codec/fault.h"
#include "journal/codec/layout/all.h"
#include "journal/codec/tail.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tally {

namespace {

using codec::Fault;
using codec::FaultKind;
using codec::Layout;
using codec::Reader;
using codec::TailBytes;

// A leaf whose root pointer and lengths are in order.
struct Parts {
    std::uint8_t const* data = nullptr;
    std::size_t data_words = 0;
    TailBytes tail;
};

std::uint64_t word_at(std::uint8_t const* bytes, std::size_t index) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + index * 8, 8);
    return word;
}

Fault split(ByteSpan leaf, Parts& parts) {
    bool const whole_words = leaf.size() % 8 == 0 && leaf.size() <= leaf_bytes_max;
    if (!whole_words || leaf.size() < 8 * (1 + codec::header_words)) return {FaultKind::bad_length};
    std::uint64_t const root = word_at(leaf.data(), 0);
    if ((root & 0xffff'ffffU) != 0) return {FaultKind::bad_root};
    std::size_t const data_words = (root >> 32U) & 0xffffU;
    std::size_t const pointers = root >> 48U;
    std::size_t const words = leaf.size() / 8;
    if (data_words < codec::header_words || pointers > 1) return {FaultKind::bad_root};
    if (1 + data_words + pointers > words) return {FaultKind::bad_length};
    if (pointers == 0 && 1 + data_words != words) return {FaultKind::bad_length};
    parts.data = leaf.data() + 8;
    parts.data_words = data_words;
    parts.tail = {parts.data + data_words * 8, words - 1 - data_words};
    if (word_at(parts.data, data_words - 1) == 0) return {FaultKind::not_canonical};
    return {};
}

template <class Body>
Fault read_outcome(std::uint64_t kind_word, Body& body) {
    auto const number = static_cast<std::uint16_t>(kind_word >> codec::outcome_shift);
    if constexpr (requires { body.outcome; }) {
        body.outcome = Outcome::ok;
        if (number == 0) return {};
        auto const outcome = outcome_from_number(number);
        if (!outcome) return {FaultKind::bad_value, "outcome"};
        body.outcome = *outcome;
    } else if (number != 0) {
        return {FaultKind::bad_value, "outcome"};
    }
    return {};
}

template <class Body>
Body& body_of(Entry& entry) {
    if (auto* const same = std::get_if<Body>(&entry.body)) return *same;
    return entry.body.emplace<Body>();
}

template <class Body>
Fault decode_as(Parts const& parts, Entry& entry) {
    constexpr std::size_t full = Layout<Body>::words;
    if (parts.data_words > full) return {FaultKind::unknown_field};
    std::array<std::uint64_t, full> words{};
    std::memcpy(words.data(), parts.data, parts.data_words * 8);
    std::uint64_t stray = 0;
    for (std::size_t i = 0; i < full; ++i)
        stray |= words[i] & ~codec::entry_mask<Body>[i];
    if (stray != 0) return {FaultKind::unknown_field};

    Reader reader{words.data()};
    codec::visit_header(reader, entry);
    if (entry.key > key_number_max) return {FaultKind::bad_value, "key"};
    Body& body = body_of<Body>(entry);
    Layout<Body>::visit(reader, body);
    if (reader.fault() != nullptr) return {FaultKind::bad_value, reader.fault()};
    if (Fault const fault = read_outcome(words[codec::kind_word], body)) return fault;
    if constexpr (requires { codec::read_tail(parts.tail, body); })
        return codec::read_tail(parts.tail, body);
    else if (parts.tail.words != 0)
        return {FaultKind::unknown_field};
    return {};
}

using DecodeBody = Fault (*)(Parts const&, Entry&);

// Kinds are numbered from 1 without gaps, one for each alternative of Body.
constexpr std::size_t kinds = std::variant_size_v<Body>;

// [kind] decodes that kind; nothing at 0, which is no kind.
constexpr auto decoders = []<std::size_t... Index>(std::index_sequence<Index...>) {
    std::array<DecodeBody, kinds + 1> table{};
    ((table[Layout<std::variant_alternative_t<Index, Body>>::kind] =
          &decode_as<std::variant_alternative_t<Index, Body>>),
     ...);
    return table;
}(std::make_index_sequence<kinds>{});

// Counted over the numbers: with sanitizers g++ does not compare functions at compile time.
constexpr bool each_kind_is_used_once = []<std::size_t... Index>(std::index_sequence<Index...>) {
    std::array<unsigned, kinds + 1> uses{};
    (++uses[Layout<std::variant_alternative_t<Index, Body>>::kind], ...);
    return uses[0] == 0 && std::count(uses.begin(), uses.end(), 1U) == kinds;
}(std::make_index_sequence<kinds>{});
static_assert(each_kind_is_used_once);

std::uint16_t kind_of(Parts const& parts) {
    return static_cast<std::uint16_t>(word_at(parts.data, codec::kind_word) >> codec::kind_shift);
}

Fault decode(ByteSpan leaf, Entry& entry) {
    Parts parts;
    if (Fault const fault = split(leaf, parts)) return fault;
    std::uint16_t const kind = kind_of(parts);
    if (kind == 0 || kind > kinds) return {FaultKind::unknown_kind};
    return decoders[kind](parts, entry);
}

std::string describe(Fault fault, ByteSpan leaf) {
    switch (fault.kind) {
        case FaultKind::bad_length:
        case FaultKind::too_long:
            return "its length of " + std::to_string(leaf.size()) + " bytes is not that of a leaf";
        case FaultKind::bad_root:
            return "its first word is not the pointer to an entry";
        case FaultKind::not_canonical:
            return "it is not in canonical form";
        case FaultKind::unknown_kind:
            return "this version does not know its kind; a newer version of tally may";
        case FaultKind::unknown_field:
            return "it has a field that this version does not know; a newer version of tally may";
        case FaultKind::bad_value:
            return std::string{fault.field} + " holds a value that has no meaning";
        case FaultKind::bad_pointer:
            return "its text or list does not fit its length";
        case FaultKind::none:
            break;
    }
    return "it is sound";
}

// Names the entry by the sequence that it claims, as far as it has one, and its kind by number.
[[gnu::noinline]] Failure failure_of(Fault fault, ByteSpan leaf) {
    std::string text = "entry ";
    Parts parts;
    bool const has_header = !split(leaf, parts);
    text += has_header ? std::to_string(word_at(parts.data, 0)) : "(number unreadable)";
    if (has_header) text += " of kind " + std::to_string(kind_of(parts));
    return {FailureKind::integrity, text + ": " + describe(fault, leaf)};
}

}  // namespace

Result<void> decode_leaf(ByteSpan leaf, Entry& entry) {
    if (Fault const fault = decode(leaf, entry)) return failure_of(fault, leaf);
    return success();
}

Result<Entry> decode_leaf(ByteSpan leaf) {
    Entry entry;
    TALLY_TRYV(decode_leaf(leaf, entry));
    return entry;
}

bool is_unknown_kind(ByteSpan leaf) {
    Parts parts;
    if (split(leaf, parts)) return false;
    std::uint16_t const kind = kind_of(parts);
    return kind == 0 || kind > kinds;
}

}  // namespace tally
