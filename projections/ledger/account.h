#pragma once

#include "journal/entries/ledger.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"

#include <algorithm>
#include <cstdint>

namespace tally {

// Bits of Account::flags that are the ledger's own; the others are as the client gave them.
namespace account_mark {
inline constexpr std::uint16_t closed_by_transfer = 1U << 15U;  // until that transfer is voided
}  // namespace account_mark

// One owner's position in one asset. Totals only grow, except that pending ones shrink when a
// pending transfer ends; the balance is derived.
//
// For every account, always: debits_pending + debits_posted + held and credits_pending +
// credits_posted fit 128 bits. What turns a hold into a debit can therefore not overflow.
struct Account {
    AccountId id;
    Timestamp created;  // the time of its entry, or the time that an imported account came with
    AssetNumber asset;
    std::uint16_t code = 0;
    std::uint16_t flags = 0;  // account_flag as asked for, and account_mark
    Amount debits_posted;
    Amount debits_pending;
    Amount credits_posted;
    Amount credits_pending;
    Amount held;  // reserved for orders, escrows and withdrawals; counts with the debits in limits
    OwnerId owner;

    [[nodiscard]] bool has(std::uint16_t flag) const { return (flags & flag) != 0; }

    [[nodiscard]] bool closed() const {
        return has(account_flag::closed | account_mark::closed_by_transfer);
    }

    // The flags of its create_account.
    [[nodiscard]] std::uint16_t flags_asked() const {
        return static_cast<std::uint16_t>(flags & ~account_mark::closed_by_transfer);
    }

    [[nodiscard]] Amount all_debits() const { return debits_posted + debits_pending + held; }

    [[nodiscard]] Amount all_credits() const { return credits_posted + credits_pending; }

    // What the owner can still spend or reserve: credits_posted less debits posted, pending and
    // held; nothing if that is negative.
    [[nodiscard]] Amount available() const {
        return credits_posted - std::min(credits_posted, all_debits());
    }
};

static_assert(sizeof(Account) == 128, "two cache lines: the budget is 150 bytes with both indexes");

// What a client wrote beside an account for itself. Kept apart: most accounts have none.
struct AccountNotes {
    uint128 user_data_128 = 0;
    std::uint64_t user_data_64 = 0;
    std::uint32_t user_data_32 = 0;

    friend bool operator==(AccountNotes const&, AccountNotes const&) = default;
};

}  // namespace tally
