#pragma once

#include "journal/entry.h"
#include "projections/effects.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>

namespace tally {

// SKELETON: the ledger room replaces this file. The members below are what others rely on.
struct Account {
    AccountId id;
    OwnerId owner;
    AssetNumber asset;
    std::uint16_t code = 0;
    std::uint16_t flags = 0;
    Amount debits_pending;
    Amount debits_posted;
    Amount credits_pending;
    Amount credits_posted;
    Amount held;
    Timestamp created;

    // What the owner can still spend or reserve: credits_posted less debits posted, pending and held;
    // nothing if that is negative.
    [[nodiscard]] Amount available() const { return Amount{}; }
};

class Ledger {
public:
    static constexpr std::uint16_t version = 1;

    explicit Ledger(UndoLog& undo) : undo_(undo) {}

    template <class Body>
    void apply(Body const&, Entry const&, Effects&) {}

    void apply(Effects const&) {}

    [[nodiscard]] Timestamp next_due() const { return never; }

    // None if there is no such account.
    [[nodiscard]] AccountHandle find(AccountId) const { return {}; }

    // The account from which an owner's orders and escrows in an asset are paid: the default one, or
    // the only one. None if there is none, or several and no default.
    [[nodiscard]] AccountHandle account_of(OwnerId, AssetNumber) const { return {}; }

    [[nodiscard]] Account const& account(AccountHandle) const { return account_; }

    // Handles are dense: 0 .. account_count() - 1, in order of creation.
    [[nodiscard]] std::size_t account_count() const { return 0; }

    void reserve(std::size_t) {}
    void save(Saver&) const {}
    [[nodiscard]] bool load(Loader&) { return true; }

private:
    UndoLog& undo_;
    Account account_;
};

}  // namespace tally
