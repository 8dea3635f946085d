#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/reconciliations.h"

namespace tally::codec {

template <>
struct Layout<RecordReconciliation> {
    static constexpr std::uint16_t kind = 47;
    static constexpr unsigned words = 26;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        using Verdict = ReconciliationVerdict;
        v.choice(3, 48, 8, b.verdict, Verdict::clean, Verdict::incomplete, "verdict");
        v.choice(3, 56, 8, b.gains_by, GainsBy::debit, GainsBy::credit, "gains_by");
        visit_hash(v, 4, b.run);
        v.wide(8, 23, b.account);
        v.bits(9, 0, 32, b.asset);
        v.bits(9, 32, 32, b.cut_off);
        v.bits(10, 0, 32, b.break_count);
        v.bits(10, 32, 32, b.material_count);
        visit_hash(v, 11, b.rules);
        visit_hash(v, 15, b.root);
        v.bits(19, 0, 64, b.size);
        v.bits(20, 0, 64, b.matched);
        v.wide(21, 24, b.more_on_statement);
        v.wide(22, 25, b.more_on_record);
    }
};

// An element of a list: its words count from 0.
template <>
struct Layout<ReconciliationBreak> {
    static constexpr unsigned words = 4;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(0, 0, 8, b.code);
        v.bits(0, 8, 1, b.material);
        v.choice(0, 16, 8, b.more_on, MoreOn::statement, MoreOn::record, "more_on");
        v.bits(1, 0, 64, b.id);
        v.wide(2, 3, b.amount);
    }
};

// Run, account and break, where every decision about a break has them.
template <class Visitor, class Body>
constexpr void visit_break(Visitor& v, unsigned account_high, Body& b) {
    visit_hash(v, 4, b.run);
    v.wide(8, account_high, b.account);
    v.bits(9, 0, 64, b.break_id);
}

template <>
struct Layout<CommentBreak> {
    static constexpr std::uint16_t kind = 48;
    static constexpr unsigned words = 15;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.explains);
        visit_break(v, 14, b);
        visit_hash(v, 10, b.commitment);
    }
};

template <>
struct Layout<WriteOffBreak> {
    static constexpr std::uint16_t kind = 49;
    static constexpr unsigned words = 15;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 16, b.code);
        visit_break(v, 12, b);
        v.wide(10, 13, b.transfer);
        v.wide(11, 14, b.against);
    }
};

template <>
struct Layout<CorrectBreak> {
    static constexpr std::uint16_t kind = 50;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_break(v, 11, b);
        v.wide(10, 12, b.transfer);
    }
};

template <>
struct Layout<SignReconciliation> {
    static constexpr std::uint16_t kind = 51;
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.action, SignAction::prepare, SignAction::abandon, "action");
        v.bits(3, 56, 1, b.accept_breaks);
        visit_hash(v, 4, b.run);
        v.wide(8, 9, b.account);
    }
};

}  // namespace tally::codec
