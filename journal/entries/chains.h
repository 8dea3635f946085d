#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/symbol.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <vector>

// Bodies of the chains' entries. Rules: docs/chains.md.
namespace tally {

struct CreateChain {
    ChainName name;
    std::uint32_t finality_depth = 0;  // a block is final with this many blocks on top of it
    OwnerId custody_owner;             // whose account in an asset stands for what the chain holds
    OwnerId loss_owner;                // who bears what a deep reorg took and nobody can give back
    ChainNumber number;                // decided
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateChain const&, CreateChain const&) = default;
};

enum class ChainEventType : std::uint8_t {
    deposit = 1,
    withdrawal = 2,
    escrow_funded = 3,
    escrow_released = 4,
    escrow_refunded = 5,
};

// One event of an observed block. `subject` is an account (deposit), a withdrawal or an escrow.
struct ChainEvent {
    ChainEventType type = ChainEventType::deposit;
    Hash32 transaction;
    std::uint32_t index = 0;  // within the transaction: (transaction, index) names the transfer
    uint128 subject = 0;
    AssetNumber asset;
    Amount amount;

    friend bool operator==(ChainEvent const&, ChainEvent const&) = default;
};

struct ObserveBlock {
    ChainNumber chain;
    std::uint64_t number = 0;
    Hash32 hash;
    Hash32 parent;
    Timestamp timestamp;  // the chain's own claim; record time is the entry's
    std::vector<ChainEvent> events;
    Outcome outcome = Outcome::ok;

    friend bool operator==(ObserveBlock const&, ObserveBlock const&) = default;
};

struct ResumeChain {
    ChainNumber chain;
    bool stay = false;  // keep the old branch; otherwise follow the one that halted the chain
    Outcome outcome = Outcome::ok;

    friend bool operator==(ResumeChain const&, ResumeChain const&) = default;
};

// Reserves an account's funds for a payment on a chain.
struct RequestWithdrawal {
    WithdrawalId id;
    AccountId account;
    ChainNumber chain;
    AssetNumber asset;
    Amount amount;
    Hash32 destination;  // an address, right-aligned
    Outcome outcome = Outcome::ok;

    friend bool operator==(RequestWithdrawal const&, RequestWithdrawal const&) = default;
};

struct CancelWithdrawal {
    WithdrawalId id;
    Outcome outcome = Outcome::ok;

    friend bool operator==(CancelWithdrawal const&, CancelWithdrawal const&) = default;
};

enum class ChainEffect : std::uint8_t {
    seen = 1,       // provisional: pending in the books
    moved = 2,      // the same transfer, re-mined in another block; still one effect
    dropped = 3,    // its block left the chain before finality: what was pending is released
    finalized = 4,  // posted
    reversed = 5,   // its block left the chain after finality: posted back, `loss` could not be
    unmatched = 6,  // matches nothing in the books (a withdrawal nobody asked for): an alarm
};

// What one chain event did to the books at one moment.
struct ChainEventApplied {
    ChainNumber chain;
    ChainEffect effect = ChainEffect::seen;
    Hash32 block;
    ChainEvent event;
    Amount loss;  // reversed only: the part borne by the chain's loss owner
    Hash32 from;  // moved only: the block that it was in before

    friend bool operator==(ChainEventApplied const&, ChainEventApplied const&) = default;
};

// The chain's tip moved to another branch; `ancestor` is the last block that both have.
struct ChainReorganized {
    ChainNumber chain;
    Hash32 ancestor;
    Hash32 old_tip;
    Hash32 new_tip;
    std::uint32_t depth = 0;  // blocks dropped

    friend bool operator==(ChainReorganized const&, ChainReorganized const&) = default;
};

// A reorg below finality was proven: this chain stands still until resume_chain.
struct ChainHalted {
    ChainNumber chain;
    Hash32 ancestor;
    Hash32 new_tip;

    friend bool operator==(ChainHalted const&, ChainHalted const&) = default;
};

}  // namespace tally
