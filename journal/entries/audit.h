#pragma once

#include "journal/vocabulary/amount.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/outcome.h"

#include <cstdint>

// Bodies of the entries that are there for auditors. None of them changes a balance.
namespace tally {

using SignatureBytes = FixedBytes<struct SignatureBytesTag, 64>;

// Every checkpoint over this entry is signed by a new key, which the old one vouches for. Written
// by whoever holds the files, never by a client; its own cause. What is signed:
// journal/checkpoint/key_chain.h.
struct RotateSigningKey {
    Hash32 ed25519;
    Hash32 bip340;             // x-only
    SignatureBytes signature;  // of the old Ed25519 key

    friend bool operator==(RotateSigningKey const&, RotateSigningKey const&) = default;
};

// Whom a value is about. Stored: append, never renumber.
enum class SubjectKind : std::uint8_t {
    owner = 1,
    account = 2,
    transfer = 3,
    order = 4,
    escrow = 5,
};

// Something about a person is kept beside the record. The record has only the salted hash of it,
// which says nothing once salt and value are deleted. The same commitment twice says it twice.
struct AttachData {
    SubjectKind subject_kind = SubjectKind::owner;
    uint128 subject = 0;
    Hash32 commitment;
    Outcome outcome = Outcome::ok;

    friend bool operator==(AttachData const&, AttachData const&) = default;
};

// Salt and value of a commitment are to be deleted wherever they are. That it was ever attached is
// not asked: who keeps the values knows, and to delete what is not there does no harm.
struct RedactData {
    Hash32 commitment;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RedactData const&, RedactData const&) = default;
};

// What is owed in an asset after the first `size` entries was stated with this root of a sum tree.
// The statement is the operator's: deciding does not add it up again, `tally liabilities` does.
struct RecordLiabilities {
    AssetNumber asset;
    std::uint64_t size = 0;
    std::uint64_t accounts = 0;
    Hash32 root;
    Amount total;
    Outcome outcome = Outcome::ok;

    friend bool operator==(RecordLiabilities const&, RecordLiabilities const&) = default;
};

}  // namespace tally
