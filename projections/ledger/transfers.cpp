#include "journal/vocabulary/check.h"
#include "projections/ledger/ledger.h"

#include <algorithm>

namespace tally {

namespace {

bool has(CreateTransfer const& body, std::uint16_t flag) {
    return (body.flags & flag) != 0;
}

Timestamp time_of(CreateTransfer const& body, Entry const& entry) {
    return has(body, transfer_flag::imported) ? body.timestamp : entry.time;
}

Timestamp due_at_end_of(CreateTransfer const& body, Timestamp created) {
    if (body.timeout == 0) return never;
    return Timestamp{created.ns + std::uint64_t{body.timeout} * ns_per_second};
}

PendingTransfer pending_from(CreateTransfer const& body, Entry const& entry) {
    PendingTransfer pending;
    pending.id = body.id;
    pending.amount = body.amount;
    pending.user_data_128 = body.user_data_128;
    pending.user_data_64 = body.user_data_64;
    pending.user_data_32 = body.user_data_32;
    pending.sequence = entry.sequence;
    pending.created = time_of(body, entry);
    pending.due = due_at_end_of(body, pending.created);
    pending.asset = body.asset;
    pending.timeout = body.timeout;
    pending.code = body.code;
    pending.flags = body.flags;
    return pending;
}

}  // namespace

PendingTransfer const* Ledger::pending(TransferId id) const {
    auto const found = pending_by_id_.find(id.value, PendingIdOf{*this});
    return found == FlatIndex::none ? nullptr : &pending_[found];
}

std::vector<TransferId> Ledger::due_at(Timestamp now) const {
    if (next_due() > now) return {};
    std::vector<DueHeap::Item> items;
    due_.collect_due(now, items);
    std::vector<TransferId> ids;
    ids.reserve(items.size());
    for (auto const& item : items)
        ids.push_back(pending_[item.handle].id);
    return ids;
}

void Ledger::apply(CreateTransfer const& body, Entry const& entry, Effects& effects) {
    if (body.outcome != Outcome::ok) return;
    undo_.save(marks_).transfer = std::max(marks_.transfer, time_of(body, entry));
    if (has(body, transfer_flag::post_pending_transfer)) return apply_post(body, effects);
    if (has(body, transfer_flag::void_pending_transfer))
        return apply_release(body.pending_id, effects);
    auto const debit = find(body.debit);
    auto const credit = find(body.credit);
    TALLY_CHECK(!debit.is_none() && !credit.is_none());
    if (!has(body, transfer_flag::pending))
        return effects.post({debit, credit, body.amount, PostingLayer::posted});
    effects.post({debit, credit, body.amount, PostingLayer::pending_reserve});
    PendingTransfer pending = pending_from(body, entry);
    pending.debit = debit;
    pending.credit = credit;
    add_pending(pending);
    if (has(body, transfer_flag::closing_debit)) set_closed(debit, true);
    if (has(body, transfer_flag::closing_credit)) set_closed(credit, true);
}

void Ledger::apply(TransferExpired const& body, Entry const&, Effects& effects) {
    apply_release(body.pending, effects);
}

void Ledger::apply_post(CreateTransfer const& body, Effects& effects) {
    auto const handle = pending_by_id_.find(body.pending_id.value, PendingIdOf{*this});
    TALLY_CHECK(handle != FlatIndex::none);
    PendingTransfer const& pending = pending_[handle];
    effects.post({pending.debit, pending.credit, pending.amount, PostingLayer::pending_release});
    effects.post({pending.debit, pending.credit, body.amount, PostingLayer::posted});
    remove_pending(handle);
}

// A void and an expiry do the same: nothing moves, and what was closed for it opens again.
void Ledger::apply_release(TransferId id, Effects& effects) {
    auto const handle = pending_by_id_.find(id.value, PendingIdOf{*this});
    TALLY_CHECK(handle != FlatIndex::none);
    PendingTransfer const& pending = pending_[handle];
    effects.post({pending.debit, pending.credit, pending.amount, PostingLayer::pending_release});
    if ((pending.flags & transfer_flag::closing_debit) != 0) set_closed(pending.debit, false);
    if ((pending.flags & transfer_flag::closing_credit) != 0) set_closed(pending.credit, false);
    remove_pending(handle);
}

// Appends to the list in order of creation, and to what is due.
void Ledger::add_pending(PendingTransfer const& pending) {
    auto const handle = pending_.insert(pending);
    PendingTransfer& added = pending_.mutate(handle);
    added.older = ends_.newest;
    added.newer = PendingSlab::none;
    pending_by_id_.insert(pending.id.value, handle, PendingIdOf{*this});
    Ends& ends = undo_.save(ends_);
    (ends.newest == PendingSlab::none ? ends.oldest : pending_.mutate(ends.newest).newer) = handle;
    ends.newest = handle;
    if (pending.due == never) return;
    due_.insert({pending.due, pending.sequence.value, handle}, NoteDuePosition{*this});
}

void Ledger::remove_pending(std::uint32_t handle) {
    PendingTransfer const& gone = pending_[handle];
    if (gone.due != never) due_.erase(gone.due_position, NoteDuePosition{*this});
    pending_by_id_.erase(gone.id.value, PendingIdOf{*this});
    Ends& ends = undo_.save(ends_);
    (gone.older == PendingSlab::none ? ends.oldest : pending_.mutate(gone.older).newer) =
        gone.newer;
    (gone.newer == PendingSlab::none ? ends.newest : pending_.mutate(gone.newer).older) =
        gone.older;
    pending_.erase(handle);
}

}  // namespace tally
