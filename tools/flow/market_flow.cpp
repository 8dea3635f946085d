#include "tools/flow/market_flow.h"

#include <array>

namespace tally::flow {

namespace {

constexpr std::size_t most_remembered = 4096;
constexpr std::uint64_t first_owner = 1000;

constexpr std::array<std::string_view, 4> self_trade_modes{
    "cancel_newest", "cancel_oldest", "cancel_both", "decrement"};

}  // namespace

Line MarketFlow::next(Random& random, Timestamp now) {
    if (random.one_in(3))
        middle_ += random.one_in(2) ? 1 : (middle_ > shape_.spread ? UINT64_MAX : 0);
    auto const dice = random.between(1, 100);
    if (placed_.size() < 20 || dice <= 64) return place(random, now);
    if (dice <= 92) return cancel(random);
    if (dice <= 99) return amend(random);
    Line line{"cancel_all"};
    line.id("owner", random.between(first_owner, first_owner + owners_ - 1));
    line.text("market", shape_.symbol);
    return line;
}

Line MarketFlow::start(Random& random, bool buys) {
    Line line{"place_order"};
    line.id("id", next_order_);
    line.id("owner", random.between(first_owner, first_owner + owners_ - 1));
    line.text("market", shape_.symbol).text("side", buys ? "buy" : "sell");
    ++next_order_;
    return line;
}

void MarketFlow::remember(Random& random, std::uint64_t order) {
    if (placed_.size() < most_remembered) {
        placed_.push_back(order);
    } else {
        placed_[random.between(0, most_remembered - 1)] = order;
    }
}

// A price some way from the middle; now and then a little on the other side of it, so that it
// takes.
std::uint64_t MarketFlow::beside(Random& random, bool below) const {
    auto const away = random.mostly_small(shape_.spread) + 1;
    bool const aggressive = random.one_in(12);
    if (below != aggressive) return middle_ > away ? middle_ - away : 1;
    return middle_ + away;
}

void MarketFlow::price(Line& line, std::string_view name, std::uint64_t ticks) const {
    line.units(name, ticks * shape_.tick, shape_.price_scale);
}

void MarketFlow::quantity(Line& line, Random& random) {
    auto const lots = 1 + random.mostly_small(shape_.most_lots - 1);
    line.units("quantity", lots * shape_.lot, shape_.lot_scale);
}

void MarketFlow::limit(Line& line, Random& random, bool buys) {
    line.text("type", "limit");
    price(line, "price", beside(random, buys));
}

// Orders that wait for a price: stops, stop limits, trailing stops.
void MarketFlow::conditional(Line& line, Random& random, bool buys, std::uint64_t kind) {
    auto const away = 1 + random.between(shape_.spread / 4, shape_.spread);
    auto const stop = buys ? middle_ + away : (middle_ > away ? middle_ - away : 1);
    bool const spends_a_budget = buys && kind != 1;
    if (kind == 0) {
        line.text("type", "stop");
    } else if (kind == 1) {
        line.text("type", "stop_limit");
        price(line, "price", buys ? stop + 20 : (stop > 20 ? stop - 20 : 1));
    } else {
        line.text("type", "trailing_stop");
        price(line, "trail", away);
    }
    price(line, "stop_price", stop);
    if (spends_a_budget) {
        line.text("budget", std::to_string(random.between(50, 5'000)) + ".00");
    } else {
        quantity(line, random);
    }
}

Line MarketFlow::place(Random& random, Timestamp now) {
    bool const buys = random.one_in(2);
    auto line = start(random, buys);
    auto const dice = random.between(1, 100);
    bool const may_rest = dice > 97 || (dice <= 94 && (dice <= 9 || dice > 22));
    if (may_rest) remember(random, next_order_ - 1);
    if (dice > 97) {
        conditional(line, random, buys, random.between(0, 2));
        return line;
    }
    if (dice > 94) {
        line.text("type", "market").text("time_in_force", "ioc");
        if (buys && random.one_in(2)) {
            line.text("budget", std::to_string(random.between(10, 2'000)) + ".00");
        } else {
            quantity(line, random);
        }
        return line;
    }
    limit(line, random, buys);
    if (dice <= 4) {  // an iceberg: ten to twenty times what it shows
        auto const shown = 1 + random.mostly_small(shape_.most_lots / 20);
        line.units("display", shown * shape_.lot, shape_.lot_scale);
        line.units("quantity", shown * random.between(10, 20) * shape_.lot, shape_.lot_scale);
        return line;
    }
    quantity(line, random);
    if (dice <= 9) line.yes("post_only");
    if (dice > 9 && dice <= 19) line.text("time_in_force", "ioc");
    if (dice > 19 && dice <= 22) line.text("time_in_force", "fok");
    if (dice > 22 && dice <= 25) {
        line.text("time_in_force", "gtd");
        line.time("expires", {now.ns + random.between(1, 60) * ns_per_second});
    }
    if (dice == 26) line.yes("all_or_none");
    if (dice == 27) line.units("min_quantity", shape_.lot, shape_.lot_scale);
    if (dice > 80) line.text("self_trade", self_trade_modes[random.between(0, 3)]);
    return line;
}

std::uint64_t MarketFlow::pick(Random& random) {
    auto const index = random.between(0, placed_.size() - 1);
    auto const order = placed_[index];
    placed_[index] = placed_.back();
    placed_.pop_back();
    return order;
}

Line MarketFlow::cancel(Random& random) {
    Line line{"cancel_order"};
    line.id("id", pick(random));
    return line;
}

Line MarketFlow::amend(Random& random) {
    Line line{"amend_order"};
    line.id("id", placed_[random.between(0, placed_.size() - 1)]);
    if (random.one_in(3)) price(line, "price", beside(random, random.one_in(2)));
    quantity(line, random);
    return line;
}

}  // namespace tally::flow
