#include "journal/codec/codec.h"
#include "journal/codec/fault.h"
#include "journal/codec/layout/all.h"
#include "journal/codec/tail.h"

#include <array>
#include <cstring>
#include <string>
#include <variant>

namespace tally {

namespace {

using codec::Fault;
using codec::FaultKind;
using codec::Layout;
using codec::Writer;

constexpr std::size_t leaf_words_max = leaf_bytes_max / 8;

constexpr std::uint64_t struct_pointer(std::size_t data_words, std::uint64_t pointers) {
    return (std::uint64_t{data_words} << 32U) | (pointers << 48U);
}

// The data section at full width; returns the name of a field that cannot be stored.
template <class Body>
char const* fill_data(Entry const& entry, Body const& body, std::uint64_t* words) {
    if (entry.key > key_number_max) return "key";
    Writer writer{words};
    codec::visit_header(writer, entry);
    words[codec::kind_word] |= std::uint64_t{Layout<Body>::kind} << codec::kind_shift;
    if constexpr (requires { body.outcome; }) {
        bool const is_ok = body.outcome == Outcome::ok;
        if (!is_ok && name_of(body.outcome).empty()) return "outcome";
        writer.bits(codec::kind_word, codec::outcome_shift, 16, body.outcome);
    }
    Layout<Body>::visit(writer, body);
    return writer.fault();
}

// The kind is in word 3 and never zero, so at least four words stay.
template <std::size_t Size>
std::size_t used_words(std::array<std::uint64_t, Size> const& words) {
    std::size_t used = Size;
    while (words[used - 1] == 0)
        --used;
    return used;
}

template <class Body>
Fault encode(Entry const& entry, Body const& body, LeafBuffer& buffer) {
    std::array<std::uint64_t, Layout<Body>::words> data{};
    if (char const* const field = fill_data(entry, body, data.data()))
        return {FaultKind::bad_value, field};
    std::size_t const used = used_words(data);
    constexpr bool has_tail = requires { codec::tail_words_at_most(body); };
    std::size_t room = 1 + data.size();
    if constexpr (has_tail) room += codec::tail_words_at_most(body);
    std::uint64_t* const leaf = buffer.room(room);
    std::memcpy(leaf + 1, data.data(), used * 8);
    std::size_t tail = 0;
    if constexpr (has_tail) {
        auto const written = codec::write_tail(body, leaf + 1 + used);
        if (written.fault) return written.fault;
        tail = written.words;
    }
    if (1 + used + tail > leaf_words_max) return {FaultKind::too_long};
    leaf[0] = struct_pointer(used, tail != 0 ? 1 : 0);
    buffer.keep(1 + used + tail);
    return {};
}

[[gnu::noinline]] Failure failure_of(Fault fault, Entry const& entry) {
    auto const where = "entry " + std::to_string(entry.sequence.value) + ": " +
                       std::string{kind_name(entry.body)} + ": ";
    if (fault.kind == FaultKind::bad_value)
        return {FailureKind::usage, where + fault.field + " holds a value that has no meaning"};
    return {FailureKind::usage,
            where + "longer than the " + std::to_string(leaf_bytes_max) + " bytes of a leaf"};
}

}  // namespace

Result<void> encode_leaf(Entry const& entry, LeafBuffer& buffer) {
    Fault const fault =
        std::visit([&](auto const& body) { return encode(entry, body, buffer); }, entry.body);
    if (fault) return failure_of(fault, entry);
    return success();
}

}  // namespace tally
