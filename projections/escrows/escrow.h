#pragma once

#include "journal/entries/escrows.h"
#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"
#include "projections/effects.h"

#include <bit>
#include <cstdint>
#include <string_view>

namespace tally {

// Where an escrow stands. The last two are final. Saved: append, never renumber.
enum class EscrowState : std::uint8_t {
    created = 1,
    funded = 2,
    disputed = 3,
    released = 4,
    refunded = 5,
};

// The name of a state as clients see it: "funded".
[[nodiscard]] std::string_view name_of(EscrowState state);

// One escrow: its terms, which never change, and how far it has come. The amount is held on the
// buyer's account while the state is funded or disputed, and at no other time.
struct Escrow {
    static constexpr std::size_t max_attestors = 32;

    EscrowId id;
    OwnerId buyer;
    OwnerId seller;
    Amount amount;
    Timestamp release_after;
    Timestamp refund_after;
    Timestamp created;  // record time of its entry
    Timestamp changed;  // record time of the last change of state
    std::uint64_t evm_chain_id = 0;
    AssetNumber asset;
    AccountHandle buyer_account;  // chosen at creation, so that later accounts change nothing
    AccountHandle seller_account;
    std::uint32_t first_attestor = 0;    // in Escrows' table; see Escrows::attestors
    std::uint32_t release_attested = 0;  // bit i: attestor i has said yes to a release
    std::uint32_t refund_attested = 0;   // bit i: to a refund
    Hash32 content_hash;
    Address contract;
    Address payee;
    Address token;
    std::uint8_t attestor_count = 0;
    std::uint8_t quorum = 0;
    EscrowState state = EscrowState::created;

    [[nodiscard]] bool holds_funds() const {
        return state == EscrowState::funded || state == EscrowState::disputed;
    }

    [[nodiscard]] std::uint32_t attested(EscrowAction action) const {
        return action == EscrowAction::release ? release_attested : refund_attested;
    }

    [[nodiscard]] bool has_quorum(EscrowAction action) const {
        return std::popcount(attested(action)) >= quorum;
    }
};

}  // namespace tally
