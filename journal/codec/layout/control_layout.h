#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/control.h"

namespace tally::codec {

template <>
struct Layout<Tick> {
    static constexpr std::uint16_t kind = 5;
    static constexpr unsigned words = header_words;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor&, Body&) {}
};

template <>
struct Layout<ProjectionDigest> {
    static constexpr std::uint16_t kind = 32;
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3,
                 48,
                 16,
                 b.projection,
                 ProjectionKind::assets,
                 ProjectionKind::reconciliations,
                 "projection");
        v.bits(4, 0, 16, b.version);
        v.bits(4, 32, 32, b.slices);
        visit_hash(v, 5, b.digest);
        v.bits(9, 0, 32, b.slice);
    }
};

}  // namespace tally::codec
