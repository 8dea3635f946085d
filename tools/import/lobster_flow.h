#pragma once

#include "journal/entry.h"
#include "projections/markets/markets.h"
#include "tools/import/lobster_message.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <map>
#include <optional>

// How a LOBSTER message becomes a command. Pure; the rules for people are in docs/lobster.md.
namespace tally::lobster {

// Who owns what: synthetic, a fixed rule over the order id.
inline constexpr std::uint64_t resting_owners = 97;
inline constexpr OwnerId issuer{1};  // from whose accounts the others are funded
inline constexpr OwnerId taker{2};   // whose orders execute against the resting ones

[[nodiscard]] constexpr OwnerId owner_of(std::uint64_t order) {
    return OwnerId{1000 + order % resting_owners};
}

// The order that executes `resting`. The resting order that NASDAQ chose is in its id, so that the
// record alone says whether our engine chose the same.
[[nodiscard]] constexpr OrderId taker_order(std::uint64_t resting, std::uint64_t line) {
    return OrderId{(uint128{resting} << 64U) | line};
}

// The resting order that a taker's order was meant for; nothing if it is no such order.
[[nodiscard]] constexpr std::optional<OrderId> meant_for(OrderId order) {
    auto const resting = order.value >> 64U;
    if (resting == 0) return std::nullopt;
    return OrderId{resting};
}

// What an owner's orders can cost at most, in price units x shares, and in shares.
struct Funding {
    uint128 quote = 0;
    uint128 base = 0;
};

// What became of a message.
enum class Fate : std::uint8_t { command, hidden, cross_trade, halt, unknown_order };

// Turns messages into commands, one at a time, and remembers what NASDAQ still has open.
class Flow {
public:
    struct Step {
        Fate fate = Fate::command;
        Body command;  // with `fate` command
    };

    // `price_divisor`: units of the file's prices in one tick of the market.
    Flow(MarketNumber market, std::uint64_t price_divisor)
        : market_(market), price_divisor_(price_divisor) {}

    [[nodiscard]] Step next(Message const& message, std::uint64_t line);

    // After the command of an execution: if our engine chose another order, the one that NASDAQ
    // executed has more left here than there. Brings it down to that; nothing if there is nothing
    // to do. So one difference is not counted again at each later message.
    [[nodiscard]] std::optional<Body> correct(std::uint64_t order, Markets const& markets) const;

private:
    [[nodiscard]] Body place(Message const& message) const;
    [[nodiscard]] Body execute(Message const& message, std::uint64_t line) const;

    MarketNumber market_;
    std::uint64_t price_divisor_;
    boost::unordered_flat_map<std::uint64_t, std::uint64_t> open_;  // order -> shares at NASDAQ
};

// Adds what a message's order can cost to its owner's need.
void add_need(Message const& message, std::map<OwnerId, Funding>& needs);

}  // namespace tally::lobster
