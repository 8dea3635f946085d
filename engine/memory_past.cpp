#include "engine/memory_past.h"

#include "journal/vocabulary/check.h"

#include <variant>

namespace tally {

namespace {

bool uses_up_its_id(Outcome outcome) {
    return outcome == Outcome::ok || is_transient(outcome);
}

}  // namespace

MemoryPast::MemoryPast()
    : transfers_(undo_), transfer_by_id_(undo_), orders_(undo_), order_by_id_(undo_) {}

std::optional<CreateTransfer> MemoryPast::transfer(TransferId id) const {
    auto const at = transfer_by_id_.find(id.value, TransferIdOf{*this});
    if (at == FlatIndex::none) return std::nullopt;
    KeptTransfer const& kept = transfers_[at];
    return CreateTransfer{
        .id = kept.id,
        .debit = kept.debit,
        .credit = kept.credit,
        .asset = kept.asset,
        .amount = kept.amount,
        .requested = kept.requested,
        .pending_id = kept.pending_id,
        .timeout = kept.timeout,
        .code = kept.code,
        .flags = kept.flags,
        .user_data_128 = kept.user_data_128,
        .user_data_64 = kept.user_data_64,
        .user_data_32 = kept.user_data_32,
        .timestamp = kept.timestamp,
        .effective_date = kept.effective_date,
        .reverses = kept.reverses,
        .metadata = kept.metadata == 0 ? std::string{} : metadata_[kept.metadata - 1],
        .outcome = kept.outcome,
    };
}

std::optional<PendingEnd> MemoryPast::end_of(TransferId pending) const {
    auto const at = transfer_by_id_.find(pending.value, TransferIdOf{*this});
    if (at == FlatIndex::none || transfers_[at].end == 0) return std::nullopt;
    return static_cast<PendingEnd>(transfers_[at].end);
}

std::optional<PlaceOrder> MemoryPast::order(OrderId id) const {
    auto const at = order_by_id_.find(id.value, OrderIdOf{*this});
    if (at == FlatIndex::none) return std::nullopt;
    return orders_[at];
}

void MemoryPast::observe(Entry const& entry) {
    if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) return learn(*transfer);
    if (auto const* order = std::get_if<PlaceOrder>(&entry.body)) return learn(*order);
    if (auto const* expired = std::get_if<TransferExpired>(&entry.body))
        note_end(expired->pending, PendingEnd::expired);
}

void MemoryPast::learn(CreateTransfer const& body) {
    if (!uses_up_its_id(body.outcome)) return;
    auto const at = transfers_.push_back(KeptTransfer{
        .id = body.id,
        .debit = body.debit,
        .credit = body.credit,
        .amount = body.amount,
        .requested = body.requested,
        .pending_id = body.pending_id,
        .reverses = body.reverses,
        .user_data_128 = body.user_data_128,
        .user_data_64 = body.user_data_64,
        .timestamp = body.timestamp,
        .asset = body.asset,
        .timeout = body.timeout,
        .effective_date = body.effective_date,
        .user_data_32 = body.user_data_32,
        .metadata = keep_metadata(body.metadata),
        .code = body.code,
        .flags = body.flags,
        .outcome = body.outcome,
    });
    transfer_by_id_.insert(body.id.value, at, TransferIdOf{*this});
    if (body.outcome != Outcome::ok) return;
    if ((body.flags & transfer_flag::post_pending_transfer) != 0)
        note_end(body.pending_id, PendingEnd::posted);
    if ((body.flags & transfer_flag::void_pending_transfer) != 0)
        note_end(body.pending_id, PendingEnd::voided);
}

void MemoryPast::learn(PlaceOrder const& body) {
    if (!uses_up_its_id(body.outcome)) return;
    auto const at = orders_.push_back(body);
    order_by_id_.insert(body.id.value, at, OrderIdOf{*this});
}

void MemoryPast::note_end(TransferId pending, PendingEnd end) {
    auto const at = transfer_by_id_.find(pending.value, TransferIdOf{*this});
    TALLY_CHECK(at != FlatIndex::none);
    transfers_.mutate(at).end = static_cast<std::uint8_t>(end);
}

std::uint32_t MemoryPast::keep_metadata(std::string const& metadata) {
    if (metadata.empty()) return 0;
    metadata_.push_back(metadata);
    undo_.on_roll_back([this] { metadata_.pop_back(); });
    return static_cast<std::uint32_t>(metadata_.size());
}

}  // namespace tally
