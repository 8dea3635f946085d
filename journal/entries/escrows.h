#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"
#include "journal/vocabulary/timestamp.h"

#include <cstdint>
#include <vector>

// Bodies of the escrows' entries. Rules: docs/escrows.md.
namespace tally {

// What an attestation says yes to; also the `action` of the EIP-712 type.
enum class EscrowAction : std::uint8_t { release = 1, refund = 2 };

struct CreateEscrow {
    EscrowId id;
    OwnerId buyer;
    OwnerId seller;
    AssetNumber asset;
    Amount amount;
    Hash32 content_hash;
    std::vector<Address> attestors;
    std::uint8_t quorum = 0;
    Timestamp release_after;
    Timestamp refund_after;
    // The EIP-712 domain and the fields that only a mirrored escrow has; zero for one that lives in
    // the ledger alone.
    std::uint64_t evm_chain_id = 0;
    Address contract;
    Address payee;
    Address token;
    Outcome outcome = Outcome::ok;

    friend bool operator==(CreateEscrow const&, CreateEscrow const&) = default;
};

struct FundEscrow {
    EscrowId id;
    Outcome outcome = Outcome::ok;

    friend bool operator==(FundEscrow const&, FundEscrow const&) = default;
};

struct AttestEscrow {
    EscrowId id;
    EscrowAction action = EscrowAction::release;
    Address attestor;
    Hash32 content_hash;
    RecoverableSignature signature;
    Outcome outcome = Outcome::ok;

    friend bool operator==(AttestEscrow const&, AttestEscrow const&) = default;
};

struct ReleaseEscrow {
    EscrowId id;
    Outcome outcome = Outcome::ok;

    friend bool operator==(ReleaseEscrow const&, ReleaseEscrow const&) = default;
};

struct RefundEscrow {
    EscrowId id;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RefundEscrow const&, RefundEscrow const&) = default;
};

struct DisputeEscrow {
    EscrowId id;
    OwnerId by;  // buyer or seller; zero = not said
    Outcome outcome = Outcome::ok;

    friend bool operator==(DisputeEscrow const&, DisputeEscrow const&) = default;
};

struct ResolveEscrow {
    EscrowId id;
    EscrowAction action = EscrowAction::release;
    Outcome outcome = Outcome::ok;

    friend bool operator==(ResolveEscrow const&, ResolveEscrow const&) = default;
};

}  // namespace tally
