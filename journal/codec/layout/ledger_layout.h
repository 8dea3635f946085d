#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/ledger.h"

namespace tally::codec {

template <>
struct Layout<CreateAsset> {
    static constexpr std::uint16_t kind = 6;
    static constexpr unsigned words = 7;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 8, b.scale);
        v.bits(4, 0, 32, b.number);
        v.symbol(5, b.code, "code");
    }
};

template <>
struct Layout<CreateAccount> {
    static constexpr std::uint16_t kind = 7;
    static constexpr unsigned words = 14;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.code);
        v.bits(4, 0, 32, b.asset);
        v.bits(4, 32, 16, b.flags);
        v.bits(4, 48, 8, b.given_totals);
        v.wide(5, 7, b.id);
        v.wide(6, 8, b.owner);
        v.bits(9, 0, 32, b.user_data_32);
        v.bits(10, 0, 64, b.user_data_64);
        v.wide(11, 12, b.user_data_128);
        v.bits(13, 0, 64, b.timestamp);
    }
};

template <>
struct Layout<CreateTransfer> {
    static constexpr std::uint16_t kind = 1;
    static constexpr unsigned words = 25;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.code);
        v.bits(4, 0, 32, b.asset);
        v.bits(4, 32, 16, b.flags);
        v.wide(5, 9, b.id);
        v.wide(6, 10, b.debit);
        v.wide(7, 11, b.credit);
        v.wide(8, 18, b.amount);
        v.wide(12, 14, b.pending_id);
        v.bits(13, 0, 32, b.timeout);
        v.bits(13, 32, 32, b.user_data_32);
        v.bits(15, 0, 64, b.user_data_64);
        v.wide(16, 17, b.user_data_128);
        v.wide_unless_equal(4, 48, 19, 20, b.requested, b.amount, "requested");
        v.bits(21, 0, 64, b.timestamp);
        v.bits(22, 0, 32, b.effective_date);
        v.wide(23, 24, b.reverses);
    }
};

template <>
struct Layout<TransferExpired> : IdLayout<8> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.pending);
    }
};

}  // namespace tally::codec
