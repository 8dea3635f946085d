#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/access.h"

namespace tally::codec {

template <>
struct Layout<AddKey> {
    static constexpr std::uint16_t kind = 37;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.number);
        v.bits(4, 0, 64, b.expires);
        visit_hash(v, 5, b.public_key);
        v.symbol(9, b.name, "name");
    }
};

template <>
struct Layout<RevokeKey> {
    static constexpr std::uint16_t kind = 38;
    static constexpr unsigned words = header_words;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.number);
    }
};

// A grant and its revocation say the same.
template <std::uint16_t Kind>
struct RoleLayout {
    static constexpr std::uint16_t kind = Kind;
    static constexpr unsigned words = 8;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.number);
        v.choice(4, 0, 8, b.role, Role::none, Role::admin, "role");
        v.bits(4, 32, 32, b.scope.market);
        v.bits(5, 0, 32, b.scope.asset);
        v.wide(6, 7, b.scope.owner);
    }
};

template <>
struct Layout<GrantRole> : RoleLayout<39> {};

template <>
struct Layout<RevokeRole> : RoleLayout<40> {};

template <>
struct Layout<SetLimit> {
    static constexpr std::uint16_t kind = 41;
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.kind, LimitKind::order_quantity, LimitKind::withdrawals, "kind");
        v.bits(3, 56, 1, b.off);
        v.bits(4, 0, 16, b.number);
        v.bits(4, 32, 32, b.window);
        v.bits(5, 0, 32, b.market);
        v.bits(5, 32, 32, b.asset);
        v.wide(6, 8, b.owner);
        v.wide(7, 9, b.amount);
    }
};

template <>
struct Layout<SetKillSwitch> {
    static constexpr std::uint16_t kind = 42;
    static constexpr unsigned words = 7;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.on);
        v.bits(4, 0, 32, b.market);
        v.wide(5, 6, b.owner);
    }
};

template <>
struct Layout<SetPolicy> {
    static constexpr std::uint16_t kind = 43;
    static constexpr unsigned words = 8;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.kind, PolicyKind::four_eyes, PolicyKind::signatures, "kind");
        v.bits(3, 56, 1, b.off);
        v.choice(4, 0, 8, b.role, Role::none, Role::admin, "role");
        v.bits(4, 32, 32, b.asset);
        v.bits(5, 0, 32, b.timeout);
        v.wide(6, 7, b.amount);
    }
};

template <>
struct Layout<ApproveTransfer> {
    static constexpr std::uint16_t kind = 44;
    static constexpr unsigned words = 6;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.reject);
        v.wide(4, 5, b.id);
    }
};

template <>
struct Layout<ApprovalExpired> : IdLayout<45> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.transfer);
    }
};

template <>
struct Layout<CommandSignature> {
    static constexpr std::uint16_t kind = 46;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3,
                 48,
                 8,
                 b.scheme,
                 SignatureScheme::canonical_command,
                 SignatureScheme::typed_data,
                 "scheme");
        v.bits(4, 0, 64, b.nonce);
        visit_hash(v, 5, b.signature);
        v.bits(3, 56, 8, b.left_open);
    }
};

}  // namespace tally::codec
