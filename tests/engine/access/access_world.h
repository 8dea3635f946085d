#pragma once

#include "tests/support/engine_harness.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>

namespace tally {

inline void PrintTo(Outcome outcome, std::ostream* out) {
    *out << name_of(outcome);
}

}  // namespace tally

namespace tally::testing {

inline constexpr AssetNumber usd{1};
inline constexpr AssetNumber btc{2};
inline constexpr MarketNumber btc_usd{1};
inline constexpr MarketNumber usd_btc{2};
inline constexpr OwnerId treasury{1};
inline constexpr OwnerId alice{7};
inline constexpr OwnerId bob{8};

// Two owners with a million of each asset, two markets, an escrow, a chain and a withdrawal; no
// keys. An owner's account in USD is 10 times its id, the one in BTC one more.
class AccessWorld : public ::testing::Test {
protected:
    AccessWorld();

    static CreateTransfer transfer(std::uint64_t id, OwnerId from, OwnerId to, std::uint64_t units);
    static PlaceOrder buy(std::uint64_t id,
                          OwnerId owner,
                          std::uint64_t price,
                          std::uint64_t units);
    static PlaceOrder sell(std::uint64_t id,
                           OwnerId owner,
                           std::uint64_t price,
                           std::uint64_t units);

    KeyNumber add_key(std::uint8_t seed, Timestamp expires = {});

    // A new key with one role.
    KeyNumber key_with(Role role, Scope scope = {});

    void must(Body command) { ASSERT_EQ(harness_.run(std::move(command)), Outcome::ok); }

    // The state is the same after folding the entries, and after saving and loading it.
    void expect_replays() const;

    EngineHarness harness_;
    std::uint8_t next_seed_ = 1;
};

}  // namespace tally::testing
