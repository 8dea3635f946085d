#pragma once

#include "engine/sequencer/receipt.h"
#include "journal/vocabulary/result.h"
#include "tools/import/lobster_flow.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

// What has to be in the record before the first message: assets, market, funded owners.
namespace tally::lobster {

// The market as the options name it, with the scales that follow.
struct MarketTerms {
    MarketSymbol symbol;
    AssetCode base;
    AssetCode quote;
    Increment tick;
    std::uint64_t price_divisor = 1;  // units of the file's prices in one unit of our prices
    std::uint8_t quote_scale = 2;
};

// "AAPL-USD" and "0.01".
[[nodiscard]] Result<MarketTerms> parse_terms(std::string const& market, std::string const& tick);

// The first moment of the file's day: from `date`, or else from the first date in the file's name.
[[nodiscard]] Result<Timestamp> day_of(std::string const& date, std::string const& file);

// What a whole file needs. Fails at the first mistake in it, so that a file with one is not
// recorded.
struct Survey {
    std::array<std::uint64_t, 8> messages{};  // by type
    std::map<OwnerId, Funding> needs;
    std::uint64_t last_ns = 0;
};

[[nodiscard]] Result<Survey> survey(std::string const& file, MarketTerms const& terms);

// First the assets. Then, when their numbers are known, the market, and each owner's accounts with
// all that the owner's orders can ever need.
[[nodiscard]] std::vector<Body> asset_commands(MarketTerms const& terms);
[[nodiscard]] std::vector<Body> market_commands(MarketTerms const& terms,
                                                Survey const& survey,
                                                AssetNumber base,
                                                AssetNumber quote);

}  // namespace tally::lobster
