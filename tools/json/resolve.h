#pragma once

#include "engine/past.h"
#include "projections/state.h"
#include "tools/json/command.h"
#include "tools/json/tape.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tally::json {

// Puts numbers in the place of a command's names and decimals, as they are right before it: asset
// codes, market symbols and chain names, and units at the scale of the asset, tick or lot.
//
// A name that names nothing becomes the `unknown` number, which the decider refuses with its
// reason; its decimals are then taken by their digits alone, since they have no scale. A decimal
// with more digits than its scale is no command.
class Resolver {
public:
    // `past` may be null; then what only an ended transfer could tell is unknown.
    Resolver(State const& state, Past const* past) : state_(state), past_(past) {}

    // True if the body is complete. `before`: the commands of the same linked chain so far, whose
    // assets, markets, chains and orders exist if this command is reached.
    [[nodiscard]] bool resolve(ParsedCommand& command, std::span<ParsedCommand const> before);

    [[nodiscard]] LineFault const& fault() const { return fault_; }

private:
    struct Scales {
        std::optional<std::uint8_t> price;
        std::optional<std::uint8_t> quantity;
        std::optional<std::uint8_t> quote;
    };

    struct FoundAsset {
        AssetNumber number = unknown_asset;
        std::optional<std::uint8_t> scale;
    };

    struct FoundMarket {
        MarketNumber number = unknown_market;
        Scales scales;
    };

    // One for each body that has something to resolve.
    template <class Body>
    bool fill(Body&, ParsedCommand const&) {
        return true;
    }

    bool fill(CreateAccount& body, ParsedCommand const& command);
    bool fill(CreateTransfer& body, ParsedCommand const& command);
    bool fill(CreateMarket& body, ParsedCommand const& command);
    bool fill(ControlMarket& body, ParsedCommand const& command);
    bool fill(PlaceOrder& body, ParsedCommand const& command);
    bool fill(AmendOrder& body, ParsedCommand const& command);
    bool fill(CancelAll& body, ParsedCommand const& command);
    bool fill(CreateEscrow& body, ParsedCommand const& command);
    bool fill(ObserveBlock& body, ParsedCommand const& command);
    bool fill(ResumeChain& body, ParsedCommand const& command);
    bool fill(RequestWithdrawal& body, ParsedCommand const& command);
    bool fill(RecordLiabilities& body, ParsedCommand const& command);
    bool fill(RecordReconciliation& body, ParsedCommand const& command);
    bool fill(GrantRole& body, ParsedCommand const& command);
    bool fill(RevokeRole& body, ParsedCommand const& command);
    bool fill(SetLimit& body, ParsedCommand const& command);
    bool fill(SetKillSwitch& body, ParsedCommand const& command);
    bool fill(SetPolicy& body, ParsedCommand const& command);

    [[nodiscard]] AssetNumber some_asset(ParsedCommand const& command) const;
    [[nodiscard]] MarketNumber some_market(ParsedCommand const& command) const;
    [[nodiscard]] FoundAsset asset(AssetCode const& code) const;
    [[nodiscard]] std::optional<std::uint8_t> scale_of(AssetNumber number) const;
    [[nodiscard]] std::optional<std::uint8_t> inherited_scale(CreateTransfer const& body) const;
    [[nodiscard]] FoundMarket market(MarketSymbol const& symbol) const;
    [[nodiscard]] FoundMarket market_of_order(OrderId id) const;
    [[nodiscard]] Scales scales_of(MarketNumber number) const;
    [[nodiscard]] ChainNumber chain(ChainName const& name) const;

    bool units(ParsedCommand const& command,
               Role role,
               std::optional<std::uint8_t> scale,
               Amount& to);
    bool units(ParsedCommand const& command,
               Role role,
               std::optional<std::uint8_t> scale,
               Price& to);
    bool units(ParsedCommand const& command,
               Role role,
               std::optional<std::uint8_t> scale,
               Quantity& to);
    bool convert(DecimalField const& field, std::optional<std::uint8_t> scale, uint128& to);
    bool narrow(ParsedCommand const& command,
                Role role,
                std::optional<std::uint8_t> scale,
                std::uint64_t& to);

    State const& state_;
    Past const* past_;
    std::span<ParsedCommand const> before_;
    LineFault fault_;
};

}  // namespace tally::json
