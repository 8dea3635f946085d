#pragma once

#include "journal/crypto/bip340.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/timestamp.h"

#include <vector>

namespace tally::serve {

// What of the record somebody may read: all of it, or what belongs to some owners. What belongs to
// nobody (markets' books, the record's status and proofs) every key may read.
struct Reading {
    bool everything = false;
    std::vector<OwnerId> owners;

    [[nodiscard]] bool covers(OwnerId owner) const;
};

// A key as a session needs to know it.
struct KnownKey {
    KeyNumber number;
    Bip340PublicKey public_key;
    Timestamp expires;  // zero: never
    bool is_revoked = false;
    Reading reading;
};

// All keys of a record at one moment; never changes, so that any thread may look into it.
class KeyTable {
public:
    KeyTable() = default;

    explicit KeyTable(std::vector<KnownKey> keys);

    // Null if there is no such key.
    [[nodiscard]] KnownKey const* find(Bip340PublicKey const& public_key) const;
    [[nodiscard]] KnownKey const* find(KeyNumber number) const;

    // In the order of their public halves.
    [[nodiscard]] std::vector<KnownKey> const& all() const { return by_public_key_; }

    [[nodiscard]] bool empty() const { return by_public_key_.empty(); }

private:
    std::vector<KnownKey> by_public_key_;
    std::vector<std::size_t> by_number_;  // places in by_public_key_
};

}  // namespace tally::serve
