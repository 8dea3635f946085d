#pragma once

#include "journal/entries/markets.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tally::linear {

// What one client did in the market of a history and was told.
struct OrderOperation {
    enum class Kind : std::uint8_t { place, amend, cancel, book, funds };

    Kind kind = Kind::place;
    std::uint64_t sent_ns = 0;
    std::uint64_t answered_ns = 0;
    std::uint64_t sequence = 0;  // a command's entry; of a read, how many entries it had seen

    PlaceOrder asked;         // of place
    std::uint64_t order = 0;  // of amend and cancel; amend: zero leaves price or quantity
    std::uint64_t price = 0;
    std::uint64_t quantity = 0;
    std::uint64_t owner = 0;  // of funds

    bool accepted = false;           // of a command
    std::uint64_t consequences = 0;  // of a command: entries right after its own
    // What was seen. Of a command the consequences, if they were asked for: "fill 3>7 5@100" is
    // maker 3, taker 7, "cancel 7 remainder". Of a book its levels, bids before asks, best first:
    // "12@99x2 | 5@101x1" is quantity, price, orders. Of funds the totals: "base 5 held 2, quote 90
    // held 0".
    std::optional<std::string> saw;
};

struct OrderStart {
    std::uint64_t entries = 0;  // how many there were; the first command has this sequence

    struct Funds {
        std::int64_t base = 0;
        std::int64_t quote = 0;
    };

    std::map<std::uint64_t, Funds> owners;  // that trade
};

// As find_anomaly of history.h, for one market of fees 10 and 30 bps to owner 9, where tick, lot
// and scales are 1: the model is NaiveMarket, which shares nothing with the engine. Complete
// histories only: every command from OrderStart::entries on is in the history. Orders neither trail
// nor end by time.
[[nodiscard]] std::optional<std::string> find_anomaly(OrderStart const& start,
                                                      std::vector<OrderOperation> history);

}  // namespace tally::linear
