#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/escrows.h"

namespace tally::codec {

template <>
struct Layout<CreateEscrow> {
    static constexpr std::uint16_t kind = 17;
    static constexpr unsigned words = 27;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 8, b.quorum);
        v.bits(4, 0, 32, b.asset);
        v.wide(5, 15, b.id);
        v.wide(6, 16, b.buyer);
        v.wide(7, 17, b.seller);
        v.wide(8, 18, b.amount);
        visit_hash(v, 9, b.content_hash);
        v.bits(13, 0, 64, b.release_after);
        v.bits(14, 0, 64, b.refund_after);
        v.bits(19, 0, 64, b.evm_chain_id);
        visit_address(v, 20, 4, 32, b.contract);
        visit_address(v, 22, 24, 0, b.payee);
        visit_address(v, 25, 24, 32, b.token);
    }
};

template <>
struct Layout<FundEscrow> : IdLayout<18> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.id);
    }
};

template <>
struct Layout<AttestEscrow> {
    static constexpr std::uint16_t kind = 19;
    static constexpr unsigned words = 21;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.action, EscrowAction::release, EscrowAction::refund, "action");
        v.bits(3, 56, 8, b.signature.bytes[64]);
        v.wide(4, 5, b.id);
        visit_address(v, 6, 8, 0, b.attestor);
        visit_hash(v, 9, b.content_hash);
        v.run(13, b.signature.bytes.data(), 64);
    }
};

template <>
struct Layout<ReleaseEscrow> : IdLayout<20> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.id);
    }
};

template <>
struct Layout<RefundEscrow> : IdLayout<21> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.id);
    }
};

template <>
struct Layout<DisputeEscrow> {
    static constexpr std::uint16_t kind = 22;
    static constexpr unsigned words = 8;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.wide(4, 6, b.id);
        v.wide(5, 7, b.by);
    }
};

template <>
struct Layout<ResolveEscrow> : IdLayout<23> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.action, EscrowAction::release, EscrowAction::refund, "action");
        visit_id(v, b.id);
    }
};

// An attestor: an element of a list, so its words count from 0.
template <>
struct Layout<Address> {
    static constexpr unsigned words = 3;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_address(v, 0, 2, 0, b);
    }
};

}  // namespace tally::codec
