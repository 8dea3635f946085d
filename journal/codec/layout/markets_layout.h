#pragma once

#include "journal/codec/layout/layout.h"
#include "journal/entries/markets.h"

namespace tally::codec {

template <>
struct Layout<PlaceOrder> {
    static constexpr std::uint16_t kind = 2;
    static constexpr unsigned words = 20;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.side, OrderSide::buy, OrderSide::sell, "side");
        v.choice(3, 56, 8, b.type, OrderType::limit, OrderType::trailing_stop, "type");
        v.bits(4, 0, 32, b.market);
        v.choice(4, 32, 8, b.time_in_force, TimeInForce::gtc, TimeInForce::fok, "time_in_force");
        v.choice(
            4, 40, 8, b.self_trade, SelfTrade::cancel_newest, SelfTrade::decrement, "self_trade");
        v.bits(4, 48, 8, b.options);
        v.bits(4, 56, 1, b.rests);
        v.wide(5, 10, b.id);
        v.wide(6, 11, b.owner);
        v.bits(7, 0, 64, b.price);
        v.bits(8, 0, 64, b.quantity);
        v.wide(9, 18, b.hold);
        v.bits(12, 0, 64, b.stop_price);
        v.bits(13, 0, 64, b.trail);
        v.bits(14, 0, 64, b.display);
        v.bits(15, 0, 64, b.min_quantity);
        v.wide(16, 19, b.budget);
        v.bits(17, 0, 64, b.expires);
    }
};

template <>
struct Layout<CancelOrder> : IdLayout<3> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.id);
    }
};

template <>
struct Layout<Fill> {
    static constexpr std::uint16_t kind = 4;
    static constexpr unsigned words = 17;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.taker_side, OrderSide::buy, OrderSide::sell, "taker_side");
        v.bits(4, 0, 32, b.market);
        v.wide(5, 12, b.maker);
        v.wide(6, 13, b.taker);
        v.bits(7, 0, 64, b.price);
        v.bits(8, 0, 64, b.quantity);
        v.wide(9, 14, b.quote);
        v.wide(10, 15, b.maker_fee);
        v.wide(11, 16, b.taker_fee);
    }
};

template <>
struct Layout<CreateMarket> {
    static constexpr std::uint16_t kind = 9;
    static constexpr unsigned words = 15;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 8, b.tick.scale);
        v.bits(3, 56, 8, b.lot.scale);
        v.bits(4, 0, 32, b.base);
        v.bits(4, 32, 32, b.quote);
        v.bits(5, 0, 32, b.number);
        v.bits(5, 32, 16, b.maker_fee_bps);
        v.bits(5, 48, 16, b.taker_fee_bps);
        v.bits(6, 0, 16, b.band_bps);
        v.symbol(7, b.symbol, "symbol");
        v.bits(11, 0, 64, b.tick.units);
        v.bits(12, 0, 64, b.lot.units);
        v.wide(13, 14, b.fee_owner);
    }
};

template <>
struct Layout<ControlMarket> {
    static constexpr std::uint16_t kind = 10;
    static constexpr unsigned words = 5;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(3, 48, 8, b.control, MarketControl::halt, MarketControl::set_band, "control");
        v.bits(4, 0, 32, b.market);
        v.bits(4, 32, 16, b.band_bps);
    }
};

template <>
struct Layout<AmendOrder> {
    static constexpr std::uint16_t kind = 11;
    static constexpr unsigned words = 10;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.keeps_priority);
        v.bits(3, 49, 1, b.rests);
        v.wide(4, 8, b.id);
        v.bits(5, 0, 64, b.price);
        v.bits(6, 0, 64, b.quantity);
        v.wide(7, 9, b.hold);
    }
};

template <>
struct Layout<CancelAll> {
    static constexpr std::uint16_t kind = 12;
    static constexpr unsigned words = 7;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 32, b.market);
        v.bits(4, 32, 32, b.count);
        v.wide(5, 6, b.owner);
    }
};

template <>
struct Layout<OrderCancelled> : IdLayout<13> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.choice(
            3, 48, 8, b.reason, CancelReason::requested, CancelReason::market_closed, "reason");
        visit_id(v, b.order);
    }
};

template <>
struct Layout<OrderExpired> : IdLayout<14> {
    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        visit_id(v, b.order);
    }
};

template <>
struct Layout<OrderTriggered> {
    static constexpr std::uint16_t kind = 15;
    static constexpr unsigned words = 8;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(3, 48, 1, b.rests);
        v.wide(4, 6, b.order);
        v.wide(5, 7, b.hold);
    }
};

template <>
struct Layout<OrderDecremented> {
    static constexpr std::uint16_t kind = 16;
    static constexpr unsigned words = 9;

    template <class Visitor, class Body>
    static constexpr void visit(Visitor& v, Body& b) {
        v.bits(4, 0, 64, b.quantity);
        v.wide(5, 7, b.maker);
        v.wide(6, 8, b.taker);
    }
};

}  // namespace tally::codec
