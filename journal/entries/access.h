#pragma once

#include "journal/entries/audit.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>

// Bodies of the entries that say who may do what, and how much of it. Rules: docs/access.md.
namespace tally {

using PublicKey = FixedBytes<struct PublicKeyTag, 32>;  // secp256k1, x-only, as in BIP 340
using KeyName = Symbol<32>;

// Stored: append, never renumber.
enum class Role : std::uint8_t {
    none = 0,  // only in a policy: every key
    trader = 1,
    transfer_agent = 2,
    settlement = 3,
    auditor = 4,
    operations = 5,
    admin = 6,
};

// What a grant is good for. Zero: any.
struct Scope {
    OwnerId owner;
    MarketNumber market;
    AssetNumber asset;

    friend bool operator==(Scope const&, Scope const&) = default;
};

struct AddKey {
    PublicKey public_key;
    KeyName name;       // may be empty
    Timestamp expires;  // from then on it may do nothing; zero = never
    KeyNumber number;   // decided
    Outcome outcome = Outcome::ok;

    friend bool operator==(AddKey const&, AddKey const&) = default;
};

// For ever: a key that is revoked is not added again.
struct RevokeKey {
    KeyNumber number;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RevokeKey const&, RevokeKey const&) = default;
};

struct GrantRole {
    KeyNumber number;
    Role role = Role::trader;
    Scope scope;
    Outcome outcome = Outcome::ok;

    friend bool operator==(GrantRole const&, GrantRole const&) = default;
};

// Takes back the grant that says exactly this.
struct RevokeRole {
    KeyNumber number;
    Role role = Role::trader;
    Scope scope;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RevokeRole const&, RevokeRole const&) = default;
};

// Stored: append, never renumber.
enum class LimitKind : std::uint8_t {
    order_quantity = 1,  // of one order, in lots' scale; names a market
    order_notional = 2,  // of one order, in quote; names a market
    open_orders = 3,     // at a time; of an owner
    order_rate = 4,      // orders placed and amended within the window
    price_band = 5,      // basis points from the last trade
    transfers = 6,       // sum within the window; names an asset
    withdrawals = 7,     // likewise
};

// Sets, changes or (`off`) lifts one limit of one owner or one key.
struct SetLimit {
    LimitKind kind = LimitKind::order_quantity;
    bool off = false;
    OwnerId owner;             // either this
    KeyNumber number;          // or this
    MarketNumber market;       // zero = every market, where the kind allows that
    AssetNumber asset;         // of transfers and withdrawals
    std::uint32_t window = 0;  // seconds; of order_rate, transfers and withdrawals
    Amount amount;             // the most that is allowed
    Outcome outcome = Outcome::ok;

    friend bool operator==(SetLimit const&, SetLimit const&) = default;
};

// Stops (or lets go on) an owner, a market, or with neither everything.
struct SetKillSwitch {
    OwnerId owner;
    MarketNumber market;
    bool on = false;
    Outcome outcome = Outcome::ok;

    friend bool operator==(SetKillSwitch const&, SetKillSwitch const&) = default;
};

// Stored: append, never renumber.
enum class PolicyKind : std::uint8_t {
    four_eyes = 1,   // transfers of `asset` of at least `amount` wait for a second key
    signatures = 2,  // commands of keys with `role` must be signed
};

struct SetPolicy {
    PolicyKind kind = PolicyKind::four_eyes;
    bool off = false;
    Role role = Role::none;
    AssetNumber asset;
    std::uint32_t timeout = 0;  // seconds that a transfer waits; zero = for ever
    Amount amount;
    Outcome outcome = Outcome::ok;

    friend bool operator==(SetPolicy const&, SetPolicy const&) = default;
};

// A second key's word on a transfer that waits for it. If yes, the transfer is a consequence.
struct ApproveTransfer {
    TransferId id;
    bool reject = false;
    Outcome outcome = Outcome::ok;

    friend bool operator==(ApproveTransfer const&, ApproveTransfer const&) = default;
};

// Consequence of a tick: nobody approved the transfer in time.
struct ApprovalExpired {
    TransferId transfer;

    friend bool operator==(ApprovalExpired const&, ApprovalExpired const&) = default;
};

// Stored: append, never renumber.
enum class SignatureScheme : std::uint8_t {
    canonical_command = 1,  // BIP 340 over the canonical command
    typed_data = 2,         // EIP-712
};

// Bits of CommandSignature::left_open: what a client left zero in a create_transfer that posts or
// voids, for the engine to take from the pending transfer. Stored: append, never renumber.
namespace open_field {
inline constexpr std::uint8_t debit = 1U << 0U;
inline constexpr std::uint8_t credit = 1U << 1U;
inline constexpr std::uint8_t asset = 1U << 2U;
inline constexpr std::uint8_t code = 1U << 3U;
inline constexpr std::uint8_t user_data_128 = 1U << 4U;
inline constexpr std::uint8_t user_data_64 = 1U << 5U;
inline constexpr std::uint8_t user_data_32 = 1U << 6U;
}  // namespace open_field

// Stands right behind a command that its key has signed; its cause is the command and its key the
// command's. It was verified before the command was decided. What exactly is signed:
// journal/signing/command_digest.h.
struct CommandSignature {
    SignatureScheme scheme = SignatureScheme::canonical_command;
    std::uint64_t nonce = 0;  // of the key's choosing, each once, from 1
    SignatureBytes signature;
    std::uint8_t left_open = 0;

    friend bool operator==(CommandSignature const&, CommandSignature const&) = default;
};

}  // namespace tally
