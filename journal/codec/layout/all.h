#pragma once

#include "journal/codec/layout/access_layout.h"
#include "journal/codec/layout/audit_layout.h"
#include "journal/codec/layout/chains_layout.h"
#include "journal/codec/layout/control_layout.h"
#include "journal/codec/layout/escrows_layout.h"
#include "journal/codec/layout/layout.h"
#include "journal/codec/layout/ledger_layout.h"
#include "journal/codec/layout/markets_layout.h"
#include "journal/codec/layout/reconciliations_layout.h"
#include "journal/entry.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace tally::codec {

// The header fields that need no judgement; kind and outcome are the codec's business.
template <class Visitor, class AnyEntry>
constexpr void visit_header(Visitor& v, AnyEntry& entry) {
    v.bits(0, 0, 64, entry.sequence);
    v.bits(1, 0, 64, entry.time);
    v.bits(2, 0, 64, entry.cause);
    v.bits(3, 0, 1, entry.linked);
    v.bits(3, 1, 15, entry.key);
}

// A body for the marker to visit. Its text is long enough for the heap, because clang cannot
// evaluate libstdc++ 12's short strings at compile time; the other fields keep their defaults.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

template <class Body>
constexpr Body sample_body() {
    if constexpr (requires(Body body) { body.metadata; })
        return Body{.metadata = std::string(32, ' ')};
    else
        return Body{};
}

#pragma GCC diagnostic pop

// The bits that may be set in the data section of such a body's entry.
template <class Body>
inline constexpr auto entry_mask = [] {
    std::array<std::uint64_t, Layout<Body>::words> mask{~0ULL, ~0ULL, ~0ULL, 0x0000'ffff'ffff'ffff};
    Marker marker{mask.data()};
    Body const body = sample_body<Body>();
    Layout<Body>::visit(marker, body);
    return mask;
}();

// The same for an element of a list.
template <class Element>
inline constexpr auto element_mask = [] {
    std::array<std::uint64_t, Layout<Element>::words> mask{};
    Marker marker{mask.data()};
    Element element{};
    Layout<Element>::visit(marker, std::as_const(element));
    return mask;
}();

}  // namespace tally::codec
