#pragma once

#include "tools/flow/line.h"
#include "tools/flow/market_flow.h"
#include "tools/flow/money_flow.h"
#include "tools/flow/random.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

// A realistic day of commands, for `tally apply`: several markets, hundreds of owners, every type
// of order, transfers in one and two steps, linked pairs, escrows, a chain. The same numbers give
// the same bytes on every machine. Some commands are meant to be refused, as in life.
namespace tally::flow {

struct AssetShape {
    std::string_view code;
    std::uint8_t scale;
    std::uint64_t funds;  // whole units that each owner begins with
};

inline constexpr std::array<AssetShape, 4> assets{
    {{"USD", 2, 5'000'000}, {"EUR", 2, 2'000'000}, {"BTC", 8, 40}, {"ETH", 9, 800}}};
inline constexpr std::uint64_t issuer = 1;
inline constexpr std::uint64_t fee_owner = 2;
inline constexpr std::uint64_t custody_owner = 3;
inline constexpr std::uint64_t loss_owner = 4;
inline constexpr std::uint64_t first_owner = 1000;

[[nodiscard]] constexpr std::uint64_t account_of(std::uint64_t owner, std::size_t asset) {
    return owner * 10 + asset + 1;
}

struct FlowOptions {
    std::uint64_t commands = 100'000;  // beside those that set up assets, accounts and markets
    std::uint64_t owners = 300;        // at least 2
    std::uint64_t seed = 42;
};

class Flow {
public:
    explicit Flow(FlowOptions const& options);

    void write(std::ostream& out);

private:
    void set_up(std::ostream& out);
    void set_up_owner(std::ostream& out, std::uint64_t owner);
    void put(std::ostream& out, Line line);
    void advance();
    void observe_block(std::ostream& out);

    FlowOptions options_;
    Random random_;
    Timestamp now_;
    std::vector<MarketFlow> markets_;
    MoneyFlow money_;
    std::uint64_t block_ = 0;
};

}  // namespace tally::flow
