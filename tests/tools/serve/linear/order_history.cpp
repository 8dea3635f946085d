#include "tests/tools/serve/linear/order_history.h"

#include "tests/engine/markets/naive_market.h"
#include "tests/tools/serve/linear/clock.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace tally::linear {
namespace {

using Kind = OrderOperation::Kind;
using testing::NaiveMarket;

bool is_read(OrderOperation const& done) {
    return done.kind == Kind::book || done.kind == Kind::funds;
}

std::uint64_t place(OrderOperation const& done) {
    return is_read(done) ? place_of_read(done.sequence) : place_of_command(done.sequence);
}

std::string name(OrderOperation const& done) {
    constexpr char const* names[] = {"place ", "amend ", "cancel ", "book at ", "funds at "};
    return names[static_cast<std::size_t>(done.kind)] + std::to_string(done.sequence);
}

// What the levels of a side are, by its prices.
template <class Compare>
std::string levels(NaiveMarket const& market, OrderSide side) {
    std::map<std::uint64_t, std::pair<std::uint64_t, std::uint64_t>, Compare> by_price;
    for (auto const& [id, order] : market.orders) {
        if (order.place != NaiveMarket::Order::Place::book || order.asked.side != side) continue;
        by_price[order.price].first += order.shown;
        ++by_price[order.price].second;
    }
    std::string text;
    for (auto const& [price, level] : by_price)
        text += (text.empty() ? "" : " ") + std::to_string(level.first) + "@" +
                std::to_string(price) + "x" + std::to_string(level.second);
    return text;
}

class Model {
public:
    explicit Model(OrderStart const& start) : next_(start.entries) {
        for (auto const& [owner, funds] : start.owners)
            market_.owners[owner] = {funds.base, funds.quote};
        market_.owners[9] = {};
    }

    std::optional<std::string> step(OrderOperation const& done) {
        if (done.sequence != next_) return name(done) + " where " + std::to_string(next_) + " is";
        return is_read(done) ? read(done) : command(done);
    }

private:
    std::optional<std::string> command(OrderOperation const& done) {
        bool const accepted = does(done);
        if (accepted != done.accepted)
            return name(done) + (accepted ? " was refused, but may" : " was accepted, but may not");
        auto const happened = accepted ? market_.trace : std::string{};
        auto const commas = static_cast<std::uint64_t>(std::ranges::count(happened, ','));
        auto const count = happened.empty() ? 0 : commas + 1;
        if (count != done.consequences)
            return name(done) + " led to " + std::to_string(done.consequences) + " entries, not " +
                   std::to_string(count);
        next_ += 1 + done.consequences;
        return compare(done, happened);
    }

    bool does(OrderOperation const& done) {
        if (done.kind == Kind::place) return market_.place(done.asked);
        if (done.kind == Kind::cancel) return market_.cancel(done.order);
        return market_.amend(done.order, done.price, done.quantity);
    }

    std::optional<std::string> read(OrderOperation const& done) const {
        if (done.kind == Kind::funds) return compare(done, funds(done.owner));
        return compare(done,
                       levels<std::greater<>>(market_, OrderSide::buy) + " | " +
                           levels<std::less<>>(market_, OrderSide::sell));
    }

    [[nodiscard]] std::string funds(std::uint64_t owner) const {
        auto const& has = market_.owners.at(owner);
        return "base " + std::to_string(has.base) + " held " +
               std::to_string(market_.held(owner, OrderSide::sell)) + ", quote " +
               std::to_string(has.quote) + " held " +
               std::to_string(market_.held(owner, OrderSide::buy));
    }

    static std::optional<std::string> compare(OrderOperation const& done, std::string const& is) {
        if (!done.saw || *done.saw == is) return std::nullopt;
        return name(done) + " saw \"" + *done.saw + "\", but there was \"" + is + "\"";
    }

    std::uint64_t next_;
    NaiveMarket market_;
};

}  // namespace

std::optional<std::string> find_anomaly(OrderStart const& start,
                                        std::vector<OrderOperation> history) {
    return first_anomaly(std::move(history), place, name, Model{start});
}

}  // namespace tally::linear
