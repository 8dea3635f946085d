#pragma once

#include "journal/entries/chains.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"
#include "projections/effects.h"

#include <cstdint>
#include <string_view>

namespace tally {

// Saved: append, never renumber.
enum class WithdrawalState : std::uint8_t {
    requested = 1,
    seen = 2,       // paid by a block that is not final yet
    finalized = 3,  // paid, and posted
    cancelled = 4,
};

[[nodiscard]] std::string_view name_of(WithdrawalState state);

// A payment out of an account through a chain. Its amount is held on the account while it is
// requested or seen, and at no other time.
struct Withdrawal {
    WithdrawalId id;
    AccountId account_id;
    Amount amount;
    Timestamp created;
    Timestamp changed;
    ChainNumber chain;
    AssetNumber asset;
    AccountHandle account;
    AccountHandle custody;  // chosen at the request
    Hash32 destination;
    Hash32 transaction;  // that paid it; zero unless seen or finalized
    std::uint32_t index = 0;
    WithdrawalState state = WithdrawalState::requested;

    [[nodiscard]] bool holds_funds() const {
        return state == WithdrawalState::requested || state == WithdrawalState::seen;
    }
};

}  // namespace tally
