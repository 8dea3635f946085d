#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"
#include "tools/json/command.h"
#include "tools/json/tape.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tally::json {

// A name that JSON uses and the value it stands for: flags, sides, order types.
template <class T>
struct Named {
    std::string_view name;
    T value;
};

// Takes the values of one command's fields. Each taker checks type, range and form; the first that
// finds a mistake leaves it in fault() and the rest of the line no longer matters.
class Reading {
public:
    Reading(Tape const& tape, ParsedCommand& out, LineFault& fault)
        : tape_(tape), out_(out), fault_(fault) {}

    [[nodiscard]] bool ok() const { return ok_; }

    [[nodiscard]] Tape const& tape() const { return tape_; }

    [[nodiscard]] ParsedCommand& out() const { return out_; }

    // The name under which mistakes in the next value are reported.
    void field(std::string_view name) { field_ = name; }

    void fail(Node const& node, std::string_view text);  // "FIELD" text
    void fail_at(std::size_t column, std::string text);

    // An id: a string with a decimal or 0x-hex integer below 2^128.
    void wide(Node const& node, uint128& to);

    template <class Tag>
    void id(Node const& node, StrongId<Tag, uint128>& to) {
        wide(node, to.value);
    }

    // A small integer: a JSON number.
    template <class T>
    void integer(Node const& node, T& to) {
        to = static_cast<T>(small(node, static_cast<T>(~T{0})));
    }

    // An integer of up to 64 bits: a string, or a JSON number up to 2^53.
    void big(Node const& node, std::uint64_t& to, std::uint64_t limit = UINT64_MAX);

    void decimal(Node const& node, Role role);
    void decimal(Node const& node, DecimalField& to);
    void increment(Node const& node, std::uint64_t& units, std::uint8_t& scale);
    void boolean(Node const& node, bool& to);
    void time(Node const& node, Timestamp& to);
    void date(Node const& node, std::uint32_t& days);  // since 1970-01-01
    void text(Node const& node, std::string& to, std::size_t limit);
    void bytes(Node const& node, std::span<std::uint8_t> to);

    // True if the node is a string that reads "max".
    [[nodiscard]] static bool is_max(Node const& node) {
        return node.kind == NodeKind::string && node.text == "max";
    }

    template <std::size_t Size>
    void symbol(Node const& node, Symbol<Size>& to) {
        if (!expect(node, NodeKind::string)) return;
        auto const parsed = Symbol<Size>::from(node.text);
        if (!parsed) return fail(node, bad_symbol(Size));
        to = *parsed;
    }

    template <class T>
    void choice(Node const& node, std::type_identity_t<std::span<Named<T> const>> names, T& to) {
        if (!expect(node, NodeKind::string)) return;
        for (auto const& named : names) {
            if (named.name != node.text) continue;
            to = named.value;
            return;
        }
        fail(node, no_such(node.text));
    }

    // An array of names, each at most once, to bits.
    void flags(Node const& node, std::span<Named<std::uint16_t> const> names, std::uint16_t& to);

    [[nodiscard]] bool expect(Node const& node, NodeKind kind);
    [[nodiscard]] static std::string no_such(std::string_view value);

private:
    [[nodiscard]] std::uint64_t small(Node const& node, std::uint64_t limit);
    [[nodiscard]] static std::string bad_symbol(std::size_t size);

    Tape const& tape_;
    ParsedCommand& out_;
    LineFault& fault_;
    std::string_view field_;
    bool ok_ = true;
};

// A field of an object: what it is called, whether it may be absent, who takes its value.
template <class To>
struct Field {
    std::string_view name;
    bool required;
    void (*take)(Reading&, Node const&, To&);
};

// Takes all members of the object at `at`: each known, none twice, every required one there.
template <class To>
void read_object(Reading& reading, std::size_t at, std::span<Field<To> const> fields, To& to) {
    auto const& tape = reading.tape();
    std::uint64_t seen = 0;
    std::size_t hint = 0;  // members mostly come in the order of the table
    for (std::size_t i = at + 1; i < tape[at].next && reading.ok(); i = tape[i + 1].next) {
        std::size_t tried = 0;
        while (tried < fields.size() && fields[hint].name != tape[i].text) {
            hint = hint + 1 == fields.size() ? 0 : hint + 1;
            ++tried;
        }
        reading.field(tape[i].text);
        if (tried == fields.size()) return reading.fail(tape[i], "is not a field here");
        auto const bit = std::uint64_t{1} << hint;
        if ((seen & bit) != 0) return reading.fail(tape[i], "is given twice");
        seen |= bit;
        fields[hint].take(reading, tape[i + 1], to);
        hint = hint + 1 == fields.size() ? 0 : hint + 1;
    }
    for (std::size_t i = 0; i < fields.size() && reading.ok(); ++i) {
        if (!fields[i].required || (seen & (std::uint64_t{1} << i)) != 0) continue;
        reading.field(fields[i].name);
        reading.fail(tape[at], "is missing");
    }
}

}  // namespace tally::json
