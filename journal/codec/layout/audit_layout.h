#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/audit.h"

namespace tally::codec {

template <>
struct Layout<RotateSigningKey> {
    static constexpr std::uint16_t kind = 33;
    static constexpr unsigned words = 20;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_hash(v, 4, b.ed25519);
        visit_hash(v, 8, b.bip340);
        visit_hash(v, 12, b.signature);
    }
};

template <>
struct Layout<AttachData> {
    static constexpr std::uint16_t kind = 34;
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.subject_kind, SubjectKind::owner, SubjectKind::escrow, "subject_kind");
        v.wide(4, 9, b.subject);
        visit_hash(v, 5, b.commitment);
    }
};

template <>
struct Layout<RedactData> {
    static constexpr std::uint16_t kind = 35;
    static constexpr unsigned words = 8;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_hash(v, 4, b.commitment);
    }
};

template <>
struct Layout<RecordLiabilities> {
    static constexpr std::uint16_t kind = 36;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.asset);
        v.bits(5, 0, 64, b.size);
        v.bits(6, 0, 64, b.accounts);
        visit_hash(v, 7, b.root);
        v.wide(11, 12, b.total);
    }
};

}  // namespace tally::codec
