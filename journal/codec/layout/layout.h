#pragma once

#include "journal/codec/words.h"
#include "journal/vocabulary/outcome.h"

#include <cstdint>

namespace tally::codec {

// Where a body's fields are: its kind (the union tag), how many words its data section has at most,
// and a visit that names word, shift and width of each field, as `capnp compile -ocapnp
// journal/schema/entry.capnp` prints them. The tests compare every kind with Cap'n Proto's own
// code.
template <class Body>
struct Layout;

// Words 0 to 3 begin every entry: sequence, time, cause, then linked (bit 0), key (bits 1 to 15),
// outcome (bits 16 to 31) and kind (bits 32 to 47). Bits 48 to 63 of word 3 are the kinds' own.
inline constexpr unsigned header_words = 4;
inline constexpr unsigned kind_word = 3;
inline constexpr unsigned kind_shift = 32;
inline constexpr unsigned outcome_shift = 16;

// For a body that is one id and nothing else.
template <std::uint16_t Kind>
struct IdLayout {
    static constexpr std::uint16_t kind = Kind;
    static constexpr unsigned words = 6;

    template <class Visitor, class Id>
    static constexpr void visit_id(Visitor& v, Id& id) {
        v.wide(4, 5, id);
    }
};

}  // namespace tally::codec
