#include "journal/vocabulary/check.h"
#include "projections/ledger/ledger.h"
#include "projections/slices.h"

#include <cstdint>

namespace tally {

namespace {

void save_account(Saver& saver, Account const& account, AccountNotes const& notes) {
    saver.put(account.id.value);
    saver.put(account.owner.value);
    saver.put(account.created.ns);
    saver.put(account.asset.value);
    saver.put(account.code);
    saver.put(account.flags);
    saver.put(account.debits_posted.units());
    saver.put(account.debits_pending.units());
    saver.put(account.credits_posted.units());
    saver.put(account.credits_pending.units());
    saver.put(account.held.units());
    saver.put(notes.user_data_128);
    saver.put(notes.user_data_64);
    saver.put(notes.user_data_32);
}

Amount load_amount(Loader& loader) {
    return Amount{loader.get<uint128>()};
}

Account load_account(Loader& loader) {
    Account account;
    account.id = AccountId{loader.get<uint128>()};
    account.owner = OwnerId{loader.get<uint128>()};
    account.created = Timestamp{loader.get<std::uint64_t>()};
    account.asset = AssetNumber{loader.get<std::uint32_t>()};
    account.code = loader.get<std::uint16_t>();
    account.flags = loader.get<std::uint16_t>();
    account.debits_posted = load_amount(loader);
    account.debits_pending = load_amount(loader);
    account.credits_posted = load_amount(loader);
    account.credits_pending = load_amount(loader);
    account.held = load_amount(loader);
    return account;
}

AccountNotes load_notes(Loader& loader) {
    AccountNotes notes;
    notes.user_data_128 = loader.get<uint128>();
    notes.user_data_64 = loader.get<std::uint64_t>();
    notes.user_data_32 = loader.get<std::uint32_t>();
    return notes;
}

void save_pending(Saver& saver, PendingTransfer const& pending) {
    saver.put(pending.id.value);
    saver.put(pending.debit.value);
    saver.put(pending.credit.value);
    saver.put(pending.amount.units());
    saver.put(pending.user_data_128);
    saver.put(pending.user_data_64);
    saver.put(pending.user_data_32);
    saver.put(pending.sequence.value);
    saver.put(pending.created.ns);
    saver.put(pending.due.ns);
    saver.put(pending.asset.value);
    saver.put(pending.timeout);
    saver.put(pending.code);
    saver.put(pending.flags);
}

PendingTransfer load_pending(Loader& loader) {
    PendingTransfer pending;
    pending.id = TransferId{loader.get<uint128>()};
    pending.debit = AccountHandle{loader.get<std::uint32_t>()};
    pending.credit = AccountHandle{loader.get<std::uint32_t>()};
    pending.amount = load_amount(loader);
    pending.user_data_128 = loader.get<uint128>();
    pending.user_data_64 = loader.get<std::uint64_t>();
    pending.user_data_32 = loader.get<std::uint32_t>();
    pending.sequence = Sequence{loader.get<std::uint64_t>()};
    pending.created = Timestamp{loader.get<std::uint64_t>()};
    pending.due = Timestamp{loader.get<std::uint64_t>()};
    pending.asset = AssetNumber{loader.get<std::uint32_t>()};
    pending.timeout = loader.get<std::uint32_t>();
    pending.code = loader.get<std::uint16_t>();
    pending.flags = loader.get<std::uint16_t>();
    return pending;
}

// False for totals that no record leads to: adding them up would stop the process.
bool totals_fit(Account const& account) {
    auto const debits = account.debits_posted.checked_add(account.debits_pending);
    return debits && debits->checked_add(account.held) &&
           account.credits_posted.checked_add(account.credits_pending);
}

}  // namespace

void Ledger::save(Saver& saver) const {
    saver.put(static_cast<std::uint64_t>(accounts_.size()));
    for (std::uint32_t i = 0; i < accounts_.size(); ++i)
        save_account(saver, accounts_[i], notes(AccountHandle{i}));
    save_pendings(saver);
}

void Ledger::save_pendings(Saver& saver) const {
    saver.put(static_cast<std::uint64_t>(pending_.size()));
    for_each_pending([&](PendingTransfer const& pending) { save_pending(saver, pending); });
    saver.put(marks_.account.ns);
    saver.put(marks_.transfer.ns);
}

std::uint32_t Ledger::slices() const {
    return slices_for(slice_accounts, accounts_.size());
}

void Ledger::save_slice(Saver& saver, std::uint32_t slice) const {
    auto const range = SliceRange::of(slice, slice_accounts, accounts_.size());
    saver.put(slice);
    saver.put(range.count());
    for (auto i = range.from; i < range.to; ++i)
        save_account(saver, accounts_[i], notes(AccountHandle{i}));
    if (slice == 0) save_pendings(saver);
}

bool Ledger::load(Loader& loader) {
    TALLY_CHECK(accounts_.size() == 0);
    load_accounts(loader);
    load_pendings(loader);
    marks_.account = Timestamp{loader.get<std::uint64_t>()};
    marks_.transfer = Timestamp{loader.get<std::uint64_t>()};
    return loader.ok();
}

void Ledger::load_accounts(Loader& loader) {
    auto const count = loader.get<std::uint64_t>();
    if (count > max_accounts) loader.fail();
    for (std::uint64_t i = 0; i < count && loader.ok(); ++i) {
        auto const account = load_account(loader);
        auto const notes = load_notes(loader);
        if (!totals_fit(account) || !find(account.id).is_none()) loader.fail();
        if (loader.ok()) add_account(account, notes);
    }
}

void Ledger::load_pendings(Loader& loader) {
    auto const count = loader.get<std::uint64_t>();
    for (std::uint64_t i = 0; i < count && loader.ok(); ++i) {
        auto const pending = load_pending(loader);
        bool const known = pending.debit.value < accounts_.size() &&
                           pending.credit.value < accounts_.size() &&
                           this->pending(pending.id) == nullptr;
        if (!known) loader.fail();
        if (loader.ok()) add_pending(pending);
    }
}

}  // namespace tally
