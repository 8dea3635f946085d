#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <string>

// Bodies of the ledger's entries. A command body is also the command itself: a client's request has
// outcome `ok`, and the decider's answer is the same body with the outcome (and what else the
// engine decides, named "decided") filled in.
namespace tally {

struct CreateAsset {
    AssetCode code;
    std::uint8_t scale = 0;  // digits after the point, 0..38
    AssetNumber number;      // decided
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateAsset const&, CreateAsset const&) = default;
};

// Bits of CreateAccount::flags. Stored: append, never renumber.
namespace account_flag {
inline constexpr std::uint16_t linked = 1U
                                        << 0U;  // mirrored from the entry header, never stored here
inline constexpr std::uint16_t debits_must_not_exceed_credits = 1U << 1U;
inline constexpr std::uint16_t credits_must_not_exceed_debits = 1U << 2U;
inline constexpr std::uint16_t history = 1U << 3U;
inline constexpr std::uint16_t imported = 1U << 4U;
inline constexpr std::uint16_t closed = 1U << 5U;
inline constexpr std::uint16_t default_for_owner = 1U << 6U;  // JSON "default": true
}  // namespace account_flag

// Bits of CreateAccount::given_totals: which balances a client tried to set to other than zero.
namespace given_total {
inline constexpr std::uint8_t debits_pending = 1U << 0U;
inline constexpr std::uint8_t debits_posted = 1U << 1U;
inline constexpr std::uint8_t credits_pending = 1U << 2U;
inline constexpr std::uint8_t credits_posted = 1U << 3U;
}  // namespace given_total

struct CreateAccount {
    AccountId id;
    OwnerId owner;
    AssetNumber asset;
    std::uint16_t code = 0;
    std::uint16_t flags = 0;
    std::uint8_t given_totals = 0;
    uint128 user_data_128 = 0;
    std::uint64_t user_data_64 = 0;
    std::uint32_t user_data_32 = 0;
    Timestamp timestamp;  // of an imported event; zero otherwise
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateAccount const&, CreateAccount const&) = default;
};

// Bits of CreateTransfer::flags. Stored: append, never renumber.
namespace transfer_flag {
inline constexpr std::uint16_t linked = 1U
                                        << 0U;  // mirrored from the entry header, never stored here
inline constexpr std::uint16_t pending = 1U << 1U;
inline constexpr std::uint16_t post_pending_transfer = 1U << 2U;
inline constexpr std::uint16_t void_pending_transfer = 1U << 3U;
inline constexpr std::uint16_t balancing_debit = 1U << 4U;
inline constexpr std::uint16_t balancing_credit = 1U << 5U;
inline constexpr std::uint16_t closing_debit = 1U << 6U;
inline constexpr std::uint16_t closing_credit = 1U << 7U;
inline constexpr std::uint16_t imported = 1U << 8U;
}  // namespace transfer_flag

struct CreateTransfer {
    TransferId id;
    AccountId debit;    // decided where a post or void leaves it zero: the pending transfer's
    AccountId credit;   // likewise
    AssetNumber asset;  // likewise
    Amount amount;     // decided: what was moved (balancing caps it, a post or void may inherit it)
    Amount requested;  // what the client asked for; amount_max asks for all
    TransferId pending_id;
    std::uint32_t timeout = 0;  // seconds; only for pending transfers, 0 = none
    std::uint16_t code = 0;     // decided where a post or void leaves it zero
    std::uint16_t flags = 0;
    uint128 user_data_128 = 0;
    std::uint64_t user_data_64 = 0;
    std::uint32_t user_data_32 = 0;
    Timestamp timestamp;               // of an imported event; zero otherwise
    std::uint32_t effective_date = 0;  // days since 1970-01-01 (UTC); 0 = the day of its entry
    TransferId reverses;   // the transfer that this one takes back, all or in part; 0 = none
    std::string metadata;  // free UTF-8 text of the client's, at most limits::metadata_bytes
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateTransfer const&, CreateTransfer const&) = default;
};

// Consequence of a tick: a pending transfer's timeout passed; what it reserved is released.
struct TransferExpired {
    TransferId pending;

    friend bool operator==(TransferExpired const&, TransferExpired const&) = default;
};

}  // namespace tally
