#pragma once

#include "journal/entries/markets.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/timestamp.h"
#include "journal/vocabulary/uint128.h"
#include "projections/escrows/escrow.h"
#include "tools/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

// What a projection's feed tells: objects with their values, each after the entry that changed it.
// Plain values that need no State to be understood, so that they can wait in a ring and be written
// down on another thread. docs/feeds.md has the rules.
namespace tally::serve {

// Numbers of wire::Subscribe::feed; 0 is the record. Append, never renumber.
enum class ChangeKind : std::uint8_t {
    balances = wire::feed::balances,
    books = wire::feed::books,
    fills = wire::feed::fills,
    orders = wire::feed::orders,
    escrows = wire::feed::escrows,
};

inline constexpr std::size_t change_kinds = 5;

[[nodiscard]] constexpr std::size_t place_of(ChangeKind kind) {
    return static_cast<std::size_t>(kind) - 1;
}

[[nodiscard]] std::string_view name_of(ChangeKind kind);
[[nodiscard]] std::optional<ChangeKind> change_kind(std::uint16_t feed);
[[nodiscard]] std::optional<ChangeKind> change_kind(std::string_view name);

struct AssetName {
    AssetCode code;
    AssetNumber number;
    std::uint8_t scale = 0;

    friend bool operator==(AssetName const&, AssetName const&) = default;
};

struct MarketName {
    MarketSymbol symbol;
    MarketNumber number;
    AssetName quote;
    std::uint8_t price_scale = 0;
    std::uint8_t quantity_scale = 0;

    friend bool operator==(MarketName const&, MarketName const&) = default;
};

// An account's totals.
struct BalanceChange {
    AccountId account;
    OwnerId owner;
    AssetName asset;
    Amount debits_posted;
    Amount debits_pending;
    Amount credits_posted;
    Amount credits_pending;
    Amount held;

    friend bool operator==(BalanceChange const&, BalanceChange const&) = default;
};

// A price of a book; no orders: the level is gone.
struct LevelChange {
    MarketName market;
    OrderSide side = OrderSide::buy;
    Price price;
    uint128 shown = 0;
    uint128 hidden = 0;
    std::uint32_t orders = 0;

    friend bool operator==(LevelChange const&, LevelChange const&) = default;
};

struct FillChange {
    MarketName market;
    OrderSide taker_side = OrderSide::buy;
    OrderId maker;
    OrderId taker;
    OwnerId maker_owner;
    OwnerId taker_owner;
    Price price;
    Quantity quantity;
    Amount quote;
    Amount maker_fee;
    Amount taker_fee;
    Timestamp time;

    friend bool operator==(FillChange const&, FillChange const&) = default;
};

// The last three are final.
enum class OrderStage : std::uint8_t { taking, resting, waiting, filled, cancelled, expired };

struct OrderChange {
    OrderId id;
    OwnerId owner;
    MarketName market;
    OrderSide side = OrderSide::buy;
    OrderType type = OrderType::limit;
    TimeInForce time_in_force = TimeInForce::gtc;
    OrderStage stage = OrderStage::taking;
    bool by_budget = false;  // has no quantity
    Price price;
    Quantity quantity;
    Quantity open;
    Sequence placed;

    friend bool operator==(OrderChange const&, OrderChange const&) = default;
};

struct EscrowChange {
    EscrowId id;
    OwnerId buyer;
    OwnerId seller;
    AssetName asset;
    Amount amount;
    EscrowState state = EscrowState::created;
    std::uint8_t quorum = 0;
    std::uint8_t release_attested = 0;
    std::uint8_t refund_attested = 0;
    Timestamp changed;

    friend bool operator==(EscrowChange const&, EscrowChange const&) = default;
};

using ChangeRow = std::variant<BalanceChange, LevelChange, FillChange, OrderChange, EscrowChange>;

struct Change {
    Sequence sequence;  // of the entry; of a row to begin with: of the last entry that it knows
    Sequence cause;     // the command's: a book is whole again where the next one begins
    ChangeRow row;

    friend bool operator==(Change const&, Change const&) = default;
};

// True if the row is about the owner, account, market and asset asked for; what is zero is not
// looked at, and what the kind does not have never fits.
[[nodiscard]] bool passes(wire::Filter const& filter, ChangeRow const& row);

// Appends the row as a line of JSON, with the names that the look verbs have. Who asked for one
// owner is not told who was on the other side of a fill.
void append_line(std::string& out, Change const& change, wire::Filter const& filter);

// True if both are about the same object, of which only the last is wanted where changes are
// conflated. Never true of fills.
struct ChangeKey {
    uint128 object = 0;
    std::uint64_t detail = 0;

    friend auto operator<=>(ChangeKey const&, ChangeKey const&) = default;
};

[[nodiscard]] ChangeKey key_of(Change const& change);

}  // namespace tally::serve
