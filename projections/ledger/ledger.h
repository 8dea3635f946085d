#pragma once

#include "journal/entry.h"
#include "projections/containers/due_heap.h"
#include "projections/containers/flat_index.h"
#include "projections/containers/paged_vector.h"
#include "projections/containers/slab.h"
#include "projections/effects.h"
#include "projections/ledger/account.h"
#include "projections/ledger/pending_transfer.h"
#include "projections/serial.h"
#include "projections/undo_log.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// The accounts of a record, and the pending transfers that are still open. Balances change in one
// place only, apply(Effects), by postings that the postings table makes (docs/postings.md).
class Ledger {
public:
    static constexpr std::uint16_t version = 1;
    static constexpr std::uint32_t slice_accounts = 4096;
    static constexpr std::size_t max_accounts = UINT32_MAX / 2;

    explicit Ledger(UndoLog& undo);

    // What an entry does here. Balances follow by apply(Effects), once all projections have spoken.
    template <class Body>
    void apply(Body const&, Entry const&, Effects&) {}

    void apply(CreateAccount const& body, Entry const& entry, Effects& effects);
    void apply(CreateTransfer const& body, Entry const& entry, Effects& effects);
    void apply(TransferExpired const& body, Entry const& entry, Effects& effects);
    void apply(Effects const& effects);

    // When the next pending transfer expires, or `never`.
    [[nodiscard]] Timestamp next_due() const { return due_.next_due(); }

    // None if there is no such account.
    [[nodiscard]] AccountHandle find(AccountId id) const {
        return AccountHandle{by_id_.find(id.value, IdOf{*this})};
    }

    // The account from which an owner's orders and escrows in an asset are paid: the default one,
    // or the only one. None if there is none, or several and no default.
    [[nodiscard]] AccountHandle account_of(OwnerId owner, AssetNumber asset) const;

    // True if the owner has a default account in the asset.
    [[nodiscard]] bool has_default(OwnerId owner, AssetNumber asset) const;

    [[nodiscard]] Account const& account(AccountHandle handle) const {
        return accounts_[handle.value];
    }

    [[nodiscard]] AccountNotes notes(AccountHandle handle) const;

    // Handles are dense: 0 .. account_count() - 1, in order of creation.
    [[nodiscard]] std::size_t account_count() const { return accounts_.size(); }

    // True if all of these fit the account's totals and its limits together with what is there. An
    // account without limits may go as far as its totals reach; a closed one is not refused here.
    [[nodiscard]] bool can_credit(AccountHandle handle, Amount amount) const;
    [[nodiscard]] bool can_debit(AccountHandle handle, Amount amount) const;

    [[nodiscard]] bool can_hold(AccountHandle handle, Amount amount) const {
        return can_debit(handle, amount);  // a hold counts as a debit that is still to come
    }

    // Hints that an account is looked up soon.
    void prefetch(AccountId id) const { by_id_.prefetch(id.value); }

    // The same, a little later: the account itself, where the index names it.
    void prefetch_account(AccountId id) const {
        auto const handle = by_id_.likely(id.value);
        if (handle == FlatIndex::none) return;
        auto const* const account = &accounts_[handle];
        tally::prefetch(account);
        tally::prefetch(&account->credits_posted);  // in its second line
    }

    // Open pending transfers. Null if `id` names none.
    [[nodiscard]] PendingTransfer const* pending(TransferId id) const;

    [[nodiscard]] std::size_t pending_count() const { return pending_.size(); }

    // All of them, in order of creation: visit(PendingTransfer const&).
    template <class Visit>
    void for_each_pending(Visit const& visit) const {
        for (auto at = ends_.oldest; at != PendingSlab::none; at = pending_[at].newer)
            visit(pending_[at]);
    }

    // Those that are due at `now`, earliest first; among equals in order of creation.
    [[nodiscard]] std::vector<TransferId> due_at(Timestamp now) const;

    // The time of the newest account and transfer: imported ones must come after it.
    [[nodiscard]] Timestamp last_account_time() const { return marks_.account; }

    [[nodiscard]] Timestamp last_transfer_time() const { return marks_.transfer; }

    // True if some account's `created` is this.
    [[nodiscard]] bool has_account_created_at(Timestamp time) const;

    // The bytes of all accounts with their indexes, for measuring.
    [[nodiscard]] std::size_t account_bytes() const;

    void reserve(std::size_t commands);
    void save(Saver& saver) const;
    [[nodiscard]] bool load(Loader& loader);

    // The same by slices, for digests: so many accounts each, in order of creation; with the first
    // one all that is not accounts.
    [[nodiscard]] std::uint32_t slices() const;
    void save_slice(Saver& saver, std::uint32_t slice) const;

private:
    using PendingSlab = Slab<PendingTransfer>;

    struct OwnedAsset {
        OwnerId owner;
        AssetNumber asset;

        friend bool operator==(OwnedAsset const&, OwnedAsset const&) = default;

        friend std::uint64_t mix_key(OwnedAsset const& key) {
            return tally::mix_key(key.owner.value ^ (uint128{key.asset.value} << 96U));
        }
    };

    struct NotesOf {
        std::uint32_t account = 0;
        AccountNotes notes;
    };

    struct IdOf {
        Ledger const& ledger;

        uint128 operator()(std::uint32_t handle) const { return ledger.accounts_[handle].id.value; }
    };

    struct OwnerOf {
        Ledger const& ledger;
        OwnedAsset operator()(std::uint32_t handle) const;
    };

    struct NotesAccountOf {
        Ledger const& ledger;

        uint128 operator()(std::uint32_t handle) const { return ledger.notes_[handle].account; }
    };

    struct PendingIdOf {
        Ledger const& ledger;

        uint128 operator()(std::uint32_t handle) const { return ledger.pending_[handle].id.value; }
    };

    struct NoteDuePosition {
        Ledger& ledger;

        void operator()(std::uint32_t handle, std::uint32_t position) const {
            ledger.pending_.mutate(handle).due_position = position;
        }
    };

    struct Ends {
        std::uint32_t oldest = PendingSlab::none;
        std::uint32_t newest = PendingSlab::none;
    };

    struct Marks {
        Timestamp account;
        Timestamp transfer;
    };

    void add_account(Account const& account, AccountNotes const& notes);
    void index_owner(std::uint32_t handle);
    void set_closed(AccountHandle handle, bool closed);
    void apply_post(CreateTransfer const& body, Effects& effects);
    void apply_release(TransferId id, Effects& effects);
    void apply_posting(Posting const& posting);
    void add_pending(PendingTransfer const& pending);
    void remove_pending(std::uint32_t handle);
    void save_pendings(Saver& saver) const;
    void load_accounts(Loader& loader);
    void load_pendings(Loader& loader);

    UndoLog& undo_;
    PagedVector<Account> accounts_;
    FlatIndex by_id_;
    FlatIndex by_owner_;  // to the default or first account; see ambiguous_bit in ledger.cpp
    PagedVector<NotesOf> notes_;
    FlatIndex notes_by_account_;
    PendingSlab pending_;
    FlatIndex pending_by_id_;
    DueHeap due_;
    Ends ends_;
    Marks marks_;
};

}  // namespace tally
