#pragma once

#include "journal/entries/markets.h"
#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "projections/state.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// The EIP-712 message of an order, for wallets that show a person what is signed: names and
// decimals as `tally` prints them. Domain: name "Tallystick", version "1", salt keccak256(origin).
namespace tally::signing {

// What an order's numbers mean in its market.
struct OrderTerms {
    std::string market;  // its symbol
    std::uint8_t price_scale = 0;
    std::uint8_t quantity_scale = 0;
    std::uint8_t quote_scale = 0;  // of its quote asset

    friend bool operator==(OrderTerms const&, OrderTerms const&) = default;
};

// Nothing for a market that is not there.
[[nodiscard]] std::optional<OrderTerms> terms_of(State const& state, MarketNumber market);

// The same, learned from the entries of a record.
class TermsBook {
public:
    // Every entry, in order.
    void see(Entry const& entry);

    // Null for a market that no entry has created.
    [[nodiscard]] OrderTerms const* find(MarketNumber market) const;

private:
    std::map<AssetNumber, std::uint8_t> scales_;
    std::map<MarketNumber, OrderTerms> markets_;
};

// The 32 bytes that a wallet's key signs.
[[nodiscard]] Hash32 order_digest(std::string_view origin,
                                  OrderTerms const& terms,
                                  PlaceOrder const& order,
                                  std::uint64_t nonce);

// The same message as the JSON that wallets take (eth_signTypedData_v4), on one line.
[[nodiscard]] std::string order_json(std::string_view origin,
                                     OrderTerms const& terms,
                                     PlaceOrder const& order,
                                     std::uint64_t nonce);

}  // namespace tally::signing
