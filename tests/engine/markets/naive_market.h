#pragma once

#include "journal/entries/markets.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace tally::testing {

// The rules of docs/markets.md a second time, as naively as possible and sharing no code with the
// engine: one list of orders, searched from end to end for every single step; a refused command is
// undone by keeping a copy of the whole. Fees of 10 and 30 bps, tick, lot and scales of 1.
class NaiveMarket {
public:
    struct Order {
        std::uint64_t id = 0;
        PlaceOrder asked;
        std::uint64_t price = 0;
        std::uint64_t open = 0;
        std::uint64_t shown = 0;
        std::uint64_t stop = 0;
        std::uint64_t budget = 0;
        std::uint64_t held_for_cost = 0;
        std::uint64_t priority = 0;  // smaller is earlier, among orders at one price
        enum class Place { taking, book, waiting, triggered } place = Place::taking;
    };

    struct Owner {
        std::int64_t base = 1'000'000'000;
        std::int64_t quote = 1'000'000'000;

        friend bool operator==(Owner const&, Owner const&) = default;
    };

    std::map<std::uint64_t, Order> orders;  // by id, which grows with age
    std::map<std::uint64_t, Owner> owners;  // the fee owner's balance begins too high by `funded`
    std::uint64_t last = 0;
    std::string trace;

    bool place(PlaceOrder const& asked) {
        NaiveMarket const before = *this;
        trace.clear();
        if (try_place(asked)) {
            run_triggered();
            return true;
        }
        *this = before;
        trace.clear();
        return false;
    }

    bool amend(std::uint64_t id, std::uint64_t price, std::uint64_t quantity) {
        NaiveMarket const before = *this;
        trace.clear();
        if (try_amend(id, price, quantity)) {
            run_triggered();
            return true;
        }
        *this = before;
        trace.clear();
        return false;
    }

    bool cancel(std::uint64_t id) {
        trace.clear();
        return orders.erase(id) == 1;
    }

    void cancel_all(std::uint64_t owner) {
        trace.clear();
        for (auto at = orders.begin(); at != orders.end();) {
            if (at->second.asked.owner.value != owner) {
                ++at;
                continue;
            }
            say("cancel " + std::to_string(at->first) + " requested");
            at = orders.erase(at);
        }
    }

    [[nodiscard]] std::string book(OrderSide side) const {
        std::vector<Order const*> found;
        for (auto const& [id, order] : orders)
            if (order.place == Order::Place::book && order.asked.side == side)
                found.push_back(&order);
        std::sort(found.begin(), found.end(), [&](Order const* a, Order const* b) {
            return rank(*a) < rank(*b);
        });
        std::string text;
        for (auto const* order : found) {
            text += (text.empty() ? "" : " ") + std::to_string(order->id) + ":" +
                    std::to_string(order->shown);
            if (order->shown != order->open)
                text += "+" + std::to_string(order->open - order->shown);
            text += "@" + std::to_string(order->price);
        }
        return text;
    }

    [[nodiscard]] std::int64_t held(std::uint64_t owner, OrderSide side) const {
        std::int64_t total = 0;
        for (auto const& [id, order] : orders)
            if (order.asked.owner.value == owner && order.asked.side == side)
                total += static_cast<std::int64_t>(hold_of(order));
        return total;
    }

private:
    using Place = Order::Place;
    enum class End { exhausted, used_up, budget, self_trade, refused };

    static bool buys(Order const& order) { return order.asked.side == OrderSide::buy; }

    static std::uint64_t fee(std::uint64_t amount, std::uint64_t bps) {
        return amount * bps / 10'000;
    }

    static std::uint64_t hold_of(Order const& order) {
        if (!buys(order)) return order.open;
        if (order.asked.budget != Amount{}) return order.budget;
        if (order.price == 0) return order.held_for_cost;
        std::uint64_t const cost = order.price * order.open;
        return cost + fee(cost, 30);
    }

    static std::pair<std::int64_t, std::uint64_t> rank(Order const& order) {
        auto const price = static_cast<std::int64_t>(order.price);
        return {buys(order) ? -price : price, order.priority};
    }

    void say(std::string const& text) { trace += (trace.empty() ? "" : ", ") + text; }

    [[nodiscard]] std::int64_t available(std::uint64_t owner, OrderSide side) const {
        Owner const& own = owners.at(owner);
        return (side == OrderSide::buy ? own.quote : own.base) - held(owner, side);
    }

    static bool is_stop(OrderType type) {
        return type == OrderType::stop || type == OrderType::stop_limit ||
               type == OrderType::trailing_stop;
    }

    bool try_place(PlaceOrder const& asked) {
        Order order;
        order.id = static_cast<std::uint64_t>(asked.id.value);
        order.asked = asked;
        order.price = asked.price.value;
        order.open = asked.quantity.units();
        order.budget = static_cast<std::uint64_t>(asked.budget.units());
        order.stop = asked.stop_price.value;
        bool const buy = buys(order);
        if (is_stop(asked.type)) {
            if (order.stop == 0) {
                if (last == 0 || (!buy && asked.trail.value >= last)) return false;
                order.stop = buy ? last + asked.trail.value : last - asked.trail.value;
            } else if (last != 0 && (buy ? last >= order.stop : last <= order.stop)) {
                return false;
            }
        }
        auto const owner = static_cast<std::uint64_t>(asked.owner.value);
        if (static_cast<std::int64_t>(hold_of(order)) > available(owner, asked.side)) return false;
        if (is_stop(asked.type)) {
            order.shown = order.open;
            order.place = Place::waiting;
            order.priority = ++clock_;
            orders[order.id] = order;
            return true;
        }
        return take_and_rest(order, asked.quantity.units(), true);
    }

    // Runs a new or amended order through the book; false if its own conditions are not met.
    bool take_and_rest(Order order, std::uint64_t wanted, bool is_new) {
        NaiveMarket const before = *this;
        std::int64_t const funds =
            available(static_cast<std::uint64_t>(order.asked.owner.value), order.asked.side);
        std::int64_t const quote_before = owners[owner_of(order)].quote;
        bool const aon = (order.asked.options & order_option::all_or_none) != 0;
        filled_ = 0;
        auto end = take(order);
        bool acted = trace != before.trace;
        bool const by_budget = order.asked.budget != Amount{};
        bool const complete = by_budget ? end == End::budget : filled_ == wanted;
        if ((order.asked.options & order_option::post_only) != 0 &&
            (acted || end == End::self_trade))
            return false;
        if (is_new && order.asked.time_in_force == TimeInForce::fok && !complete) return false;
        if (is_new && filled_ < order.asked.min_quantity.units()) return false;
        if (end == End::self_trade && !acted && !aon) return false;
        if (order.asked.type == OrderType::market && !acted) return false;
        if (aon && !complete) {
            *this = before;
            order.open = wanted;
            end = End::exhausted;
        }
        if (order.price == 0 && buys(order) && !by_budget &&
            quote_before - owners[owner_of(order)].quote > funds)
            return false;
        finish(order, end);
        return true;
    }

    static std::uint64_t owner_of(Order const& order) {
        return static_cast<std::uint64_t>(order.asked.owner.value);
    }

    void finish(Order order, End end) {
        bool const by_budget = order.asked.budget != Amount{};
        if (!by_budget && order.open == 0) return;
        bool const rests = order.price != 0 && order.asked.time_in_force != TimeInForce::ioc &&
                           end != End::self_trade;
        if (!rests) {
            char const* const why = end == End::self_trade ? "self_trade"
                                    : end == End::budget   ? "budget_spent"
                                                           : "remainder";
            return say("cancel " + std::to_string(order.id) + " " + why);
        }
        order.place = Place::book;
        order.priority = ++clock_;
        auto const display = order.asked.display.units();
        order.shown = display == 0 ? order.open : std::min(display, order.open);
        orders[order.id] = order;
    }

    // How much of `offered` at a price the taker can still take.
    static std::uint64_t wanted_of(Order const& taker, std::uint64_t price, std::uint64_t offered) {
        if (taker.asked.budget == Amount{}) return std::min(taker.open, offered);
        std::uint64_t quantity = std::min(offered, taker.budget / price);
        while (quantity * price + fee(quantity * price, 30) > taker.budget)
            --quantity;
        return quantity;
    }

    Order* best_against(Order const& taker) {
        Order* best = nullptr;
        for (auto& [id, order] : orders) {
            if (order.place != Place::book || order.asked.side == taker.asked.side) continue;
            bool const acceptable = taker.price == 0 || (buys(taker) ? order.price <= taker.price
                                                                     : order.price >= taker.price);
            bool const aon = (order.asked.options & order_option::all_or_none) != 0;
            if (!acceptable || (aon && wanted_of(taker, order.price, order.open) < order.open))
                continue;
            if (best == nullptr || rank(order) < rank(*best)) best = &order;
        }
        return best;
    }

    End take(Order& taker) {
        bool const by_budget = taker.asked.budget != Amount{};
        for (;;) {
            if (by_budget ? taker.budget == 0 : taker.open == 0)
                return by_budget ? End::budget : End::used_up;
            Order* const maker = best_against(taker);
            if (maker == nullptr) return End::exhausted;
            if (maker->asked.owner == taker.asked.owner) {
                if (auto const end = prevent(taker, *maker)) return *end;
                continue;
            }
            std::uint64_t const wanted = wanted_of(taker, maker->price, maker->open);
            if (wanted == 0) return End::budget;
            bool const short_of_slice = wanted < maker->shown;
            trade(taker, *maker, std::min(wanted, maker->shown));
            if (by_budget && short_of_slice) return End::budget;
        }
    }

    std::optional<End> prevent(Order& taker, Order& maker) {
        auto const mode = taker.asked.self_trade;
        if (mode == SelfTrade::cancel_newest) return End::self_trade;
        if (mode == SelfTrade::decrement) {
            std::uint64_t const lost = std::min(taker.open, maker.open);
            say("decrement " + std::to_string(maker.id) + ">" + std::to_string(taker.id) + " " +
                std::to_string(lost));
            taker.open -= lost;
            maker.open -= lost;
            maker.shown = std::min(maker.shown, maker.open);
            if (maker.open == 0) orders.erase(maker.id);
            return std::nullopt;
        }
        say("cancel " + std::to_string(maker.id) + " self_trade");
        orders.erase(maker.id);
        if (mode == SelfTrade::cancel_both) return End::self_trade;
        return std::nullopt;
    }

    void trade(Order& taker, Order& maker, std::uint64_t quantity) {
        std::uint64_t const price = maker.price;
        std::uint64_t const cost = price * quantity;
        say("fill " + std::to_string(maker.id) + ">" + std::to_string(taker.id) + " " +
            std::to_string(quantity) + "@" + std::to_string(price));
        Owner& buyer = owners[owner_of(buys(taker) ? taker : maker)];
        Owner& seller = owners[owner_of(buys(taker) ? maker : taker)];
        std::uint64_t const taker_fee = fee(cost, 30);
        std::uint64_t const maker_fee = fee(cost, 10);
        buyer.base += static_cast<std::int64_t>(quantity);
        seller.base -= static_cast<std::int64_t>(quantity);
        buyer.quote -= static_cast<std::int64_t>(cost + (buys(taker) ? taker_fee : maker_fee));
        seller.quote += static_cast<std::int64_t>(cost - (buys(taker) ? maker_fee : taker_fee));
        owners[9].quote += static_cast<std::int64_t>(taker_fee + maker_fee);
        filled_ += quantity;
        if (taker.asked.budget != Amount{})
            taker.budget -= cost + taker_fee;
        else
            taker.open -= quantity;
        maker.open -= quantity;
        maker.shown -= quantity;
        if (maker.open == 0) {
            orders.erase(maker.id);
        } else if (maker.shown == 0) {
            maker.shown = std::min<std::uint64_t>(maker.asked.display.units(), maker.open);
            maker.priority = ++clock_;
        }
        last = price;
        trigger(OrderSide::buy);
        trigger(OrderSide::sell);
        trail(OrderSide::buy);
        trail(OrderSide::sell);
    }

    void trigger(OrderSide side) {
        for (;;) {
            Order* next = nullptr;
            for (auto& [id, order] : orders) {
                bool const buy = side == OrderSide::buy;
                if (order.place != Place::waiting || order.asked.side != side) continue;
                if (buy ? order.stop > last : order.stop < last) continue;
                bool const nearer =
                    next == nullptr || (buy ? order.stop < next->stop : order.stop > next->stop);
                if (nearer || (order.stop == next->stop && order.priority < next->priority))
                    next = &order;
            }
            if (next == nullptr) return;
            next->place = Place::triggered;
            triggered_.push_back(next->id);
        }
    }

    // The lowest (for a sell) mark first, then the oldest; those that move queue behind.
    void trail(OrderSide side) {
        std::vector<std::tuple<std::int64_t, std::uint64_t>> moving;
        for (auto& [id, order] : orders) {
            if (order.place != Place::waiting || order.asked.side != side) continue;
            if (order.asked.type != OrderType::trailing_stop) continue;
            auto const stop = static_cast<std::int64_t>(order.stop);
            auto const distance = static_cast<std::int64_t>(order.asked.trail.value);
            auto const now = static_cast<std::int64_t>(last);
            if (side == OrderSide::sell && stop + distance < now)
                moving.emplace_back(stop + distance, id);
            if (side == OrderSide::buy && stop - distance > now)
                moving.emplace_back(distance - stop, id);
        }
        std::sort(moving.begin(), moving.end());
        for (auto const& [mark, id] : moving) {
            Order& order = orders[id];
            auto const distance = order.asked.trail.value;
            order.stop = side == OrderSide::sell ? last - distance : last + distance;
            order.priority = ++clock_;
        }
    }

    void run_triggered() {
        while (!triggered_.empty()) {
            std::uint64_t const id = triggered_.front();
            triggered_.pop_front();
            Order order = orders[id];
            orders.erase(id);
            say("trigger " + std::to_string(id));
            auto const end = take(order);
            finish(order, end);
        }
    }

    bool try_amend(std::uint64_t id, std::uint64_t price, std::uint64_t quantity) {
        auto const found = orders.find(id);
        if (found == orders.end()) return false;
        Order order = found->second;
        Order const old = order;
        if (price != 0 && order.price == 0) return false;
        if (order.asked.budget != Amount{}) return false;
        if (price != 0) order.price = price;
        if (quantity != 0) order.open = quantity;
        if (order.price == old.price && order.open == old.open) return false;
        auto const slice = order.asked.display.units();
        if (slice != 0 && order.open > 1'000 * slice) return false;
        auto const more =
            static_cast<std::int64_t>(hold_of(order)) - static_cast<std::int64_t>(hold_of(old));
        if (more > available(owner_of(order), order.asked.side)) return false;
        if (order.place == Place::waiting || (order.price == old.price && order.open < old.open)) {
            order.shown =
                order.place == Place::waiting ? order.open : std::min(order.shown, order.open);
            found->second = order;
            return true;
        }
        orders.erase(found);
        return take_and_rest(order, order.open, false);
    }

    std::uint64_t clock_ = 0;
    std::uint64_t filled_ = 0;
    std::deque<std::uint64_t> triggered_;
};

}  // namespace tally::testing
