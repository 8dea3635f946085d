#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/chains.h"

namespace tally::codec {

template <>
struct Layout<CreateChain> {
    static constexpr std::uint16_t kind = 24;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.number);
        v.bits(4, 32, 32, b.finality_depth);
        v.symbol(5, b.name, "name");
        v.wide(9, 11, b.custody_owner);
        v.wide(10, 12, b.loss_owner);
    }
};

template <>
struct Layout<ObserveBlock> {
    static constexpr std::uint16_t kind = 25;
    static constexpr unsigned words = 15;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.chain);
        v.bits(5, 0, 64, b.number);
        v.bits(6, 0, 64, b.timestamp);
        visit_hash(v, 7, b.hash);
        visit_hash(v, 11, b.parent);
    }
};

// An event of an observed block: an element of a list, so its words count from 0.
template <>
struct Layout<ChainEvent> {
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(0,
                 0,
                 8,
                 b.type,
                 ChainEventType::deposit,
                 ChainEventType::escrow_refunded,
                 "type of event");
        v.bits(0, 32, 32, b.index);
        v.bits(1, 0, 32, b.asset);
        visit_hash(v, 2, b.transaction);
        v.wide(6, 8, b.subject);
        v.wide(7, 9, b.amount);
    }
};

template <>
struct Layout<ResumeChain> {
    static constexpr std::uint16_t kind = 26;
    static constexpr unsigned words = 5;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.stay);
        v.bits(4, 0, 32, b.chain);
    }
};

template <>
struct Layout<RequestWithdrawal> {
    static constexpr std::uint16_t kind = 27;
    static constexpr unsigned words = 15;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.chain);
        v.bits(4, 32, 32, b.asset);
        v.wide(5, 12, b.id);
        v.wide(6, 13, b.account);
        v.wide(7, 14, b.amount);
        visit_hash(v, 8, b.destination);
    }
};

template <>
struct Layout<CancelWithdrawal> : IdLayout<28> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.id);
    }
};

template <>
struct Layout<ChainEventApplied> {
    static constexpr std::uint16_t kind = 29;
    static constexpr unsigned words = 24;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.effect, ChainEffect::seen, ChainEffect::unmatched, "effect");
        v.choice(3,
                 56,
                 8,
                 b.event.type,
                 ChainEventType::deposit,
                 ChainEventType::escrow_refunded,
                 "type");
        v.bits(4, 0, 32, b.chain);
        v.bits(4, 32, 32, b.event.index);
        v.bits(5, 0, 32, b.event.asset);
        visit_hash(v, 6, b.block);
        visit_hash(v, 10, b.event.transaction);
        v.wide(14, 17, b.event.subject);
        v.wide(15, 18, b.event.amount);
        v.wide(16, 19, b.loss);
        visit_hash(v, 20, b.from);
    }
};

template <>
struct Layout<ChainReorganized> {
    static constexpr std::uint16_t kind = 30;
    static constexpr unsigned words = 17;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.chain);
        v.bits(4, 32, 32, b.depth);
        visit_hash(v, 5, b.ancestor);
        visit_hash(v, 9, b.old_tip);
        visit_hash(v, 13, b.new_tip);
    }
};

template <>
struct Layout<ChainHalted> {
    static constexpr std::uint16_t kind = 31;
    static constexpr unsigned words = 13;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.chain);
        visit_hash(v, 5, b.ancestor);
        visit_hash(v, 9, b.new_tip);
    }
};

}  // namespace tally::codec
