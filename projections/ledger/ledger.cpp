#include "projections/ledger/ledger.h"

#include "journal/vocabulary/check.h"

#include <algorithm>
#include <variant>

namespace tally {

namespace {

// In the owner index: this owner has several accounts of the asset and none is the default. The
// handle below the bit is the first of them.
constexpr std::uint32_t ambiguous_bit = 1U << 31U;

constexpr std::uint32_t without_mark(std::uint32_t handle) {
    return handle & ~ambiguous_bit;
}

// What every decision made sure of before it let an amount in.
void check_totals(Account const& account) {
    static_cast<void>(account.all_debits());
    static_cast<void>(account.all_credits());
}

constexpr bool fits(Amount total, Amount more) {
    return more <= amount_max - total;
}

}  // namespace

Ledger::Ledger(UndoLog& undo)
    : undo_(undo),
      accounts_(undo),
      by_id_(undo),
      by_owner_(undo),
      notes_(undo),
      notes_by_account_(undo),
      pending_(undo),
      pending_by_id_(undo),
      due_(undo) {}

Ledger::OwnedAsset Ledger::OwnerOf::operator()(std::uint32_t handle) const {
    Account const& account = ledger.accounts_[without_mark(handle)];
    return {account.owner, account.asset};
}

AccountHandle Ledger::account_of(OwnerId owner, AssetNumber asset) const {
    auto const found = by_owner_.find(OwnedAsset{owner, asset}, OwnerOf{*this});
    if (found == FlatIndex::none || (found & ambiguous_bit) != 0) return {};
    return AccountHandle{found};
}

bool Ledger::has_default(OwnerId owner, AssetNumber asset) const {
    auto const found = account_of(owner, asset);
    return !found.is_none() && account(found).has(account_flag::default_for_owner);
}

AccountNotes Ledger::notes(AccountHandle handle) const {
    auto const found = notes_by_account_.find(uint128{handle.value}, NotesAccountOf{*this});
    return found == FlatIndex::none ? AccountNotes{} : notes_[found].notes;
}

bool Ledger::can_credit(AccountHandle handle, Amount amount) const {
    Account const& account = accounts_[handle.value];
    if (!fits(account.all_credits(), amount)) return false;
    if (!account.has(account_flag::credits_must_not_exceed_debits)) return true;
    return account.all_credits() + amount <= account.debits_posted;
}

bool Ledger::can_debit(AccountHandle handle, Amount amount) const {
    Account const& account = accounts_[handle.value];
    if (!fits(account.all_debits(), amount)) return false;
    if (!account.has(account_flag::debits_must_not_exceed_credits)) return true;
    return account.all_debits() + amount <= account.credits_posted;
}

// Accounts stand in order of `created`: an imported one must come after all before it.
bool Ledger::has_account_created_at(Timestamp time) const {
    std::uint32_t low = 0;
    auto high = static_cast<std::uint32_t>(accounts_.size());
    while (low < high) {
        std::uint32_t const middle = low + (high - low) / 2;
        if (accounts_[middle].created < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low < accounts_.size() && accounts_[low].created == time;
}

std::size_t Ledger::account_bytes() const {
    return accounts_.bytes_allocated() + by_id_.bytes_allocated() + by_owner_.bytes_allocated() +
           notes_.bytes_allocated() + notes_by_account_.bytes_allocated();
}

void Ledger::reserve(std::size_t commands) {
    by_id_.reserve(commands, IdOf{*this});
    by_owner_.reserve(commands, OwnerOf{*this});
    notes_by_account_.reserve(commands, NotesAccountOf{*this});
    pending_by_id_.reserve(commands, PendingIdOf{*this});
}

// --- Accounts

void Ledger::apply(CreateAccount const& body, Entry const& entry, Effects&) {
    if (body.outcome != Outcome::ok) return;
    Account account;
    account.id = body.id;
    account.owner = body.owner;
    account.asset = body.asset;
    account.code = body.code;
    account.flags = body.flags;
    account.created = (body.flags & account_flag::imported) != 0 ? body.timestamp : entry.time;
    add_account(account, {body.user_data_128, body.user_data_64, body.user_data_32});
    undo_.save(marks_).account = std::max(marks_.account, account.created);
}

void Ledger::add_account(Account const& account, AccountNotes const& notes) {
    TALLY_CHECK(accounts_.size() < max_accounts);
    auto const handle = accounts_.push_back(account);
    by_id_.insert(account.id.value, handle, IdOf{*this});
    if (account.owner != OwnerId{}) index_owner(handle);
    if (notes == AccountNotes{}) return;
    auto const at = notes_.push_back({handle, notes});
    notes_by_account_.insert(uint128{handle}, at, NotesAccountOf{*this});
}

void Ledger::index_owner(std::uint32_t handle) {
    Account const& account = accounts_[handle];
    OwnedAsset const key{account.owner, account.asset};
    auto const found = by_owner_.find(key, OwnerOf{*this});
    if (found == FlatIndex::none)
        by_owner_.insert(key, handle, OwnerOf{*this});
    else if (account.has(account_flag::default_for_owner))
        by_owner_.replace(key, handle, OwnerOf{*this});
    else if (!accounts_[without_mark(found)].has(account_flag::default_for_owner))
        by_owner_.replace(key, found | ambiguous_bit, OwnerOf{*this});
}

void Ledger::set_closed(AccountHandle handle, bool closed) {
    Account& account = accounts_.mutate(handle.value);
    TALLY_CHECK(account.closed() != closed);
    account.flags = static_cast<std::uint16_t>(account.flags ^ account_mark::closed_by_transfer);
}

// --- Balances

void Ledger::apply(Effects const& effects) {
    for (auto const& change : effects.holds()) {
        Account& account = accounts_.mutate(change.account.value);
        account.held = account.held - change.released + change.placed;
    }
    for (auto const& posting : effects.postings())
        apply_posting(posting);
}

void Ledger::apply_posting(Posting const& posting) {
    Account& debit = accounts_.mutate(posting.debit.value);
    Account& credit = accounts_.mutate(posting.credit.value);
    TALLY_CHECK(debit.asset == credit.asset);
    switch (posting.layer) {
        case PostingLayer::posted:
            debit.debits_posted += posting.amount;
            credit.credits_posted += posting.amount;
            break;
        case PostingLayer::pending_reserve:
            debit.debits_pending += posting.amount;
            credit.credits_pending += posting.amount;
            break;
        case PostingLayer::pending_release:
            debit.debits_pending -= posting.amount;
            credit.credits_pending -= posting.amount;
            break;
    }
    check_totals(debit);
    check_totals(credit);
}

}  // namespace tally
