#pragma once

#include "engine/past.h"
#include "journal/entry.h"

#include <cstdint>
#include <optional>
#include <variant>

namespace tally {

// The id spaces of the store's index. Stored: append, never renumber.
enum class IdKind : std::uint8_t {
    transfer = 1,     // to the sequence of the entry that used the id up
    order = 2,        // likewise
    pending_end = 3,  // a pending transfer's id, to its PendingEnd
};

template <class Body>
[[nodiscard]] bool uses_up_its_id(Body const& body) {
    return body.outcome == Outcome::ok || is_transient(body.outcome);
}

// How an accepted transfer ends the one that it names; nothing if it names none.
[[nodiscard]] inline std::optional<PendingEnd> ending_by(CreateTransfer const& transfer) {
    if (transfer.outcome != Outcome::ok) return std::nullopt;
    if ((transfer.flags & transfer_flag::post_pending_transfer) != 0) return PendingEnd::posted;
    if ((transfer.flags & transfer_flag::void_pending_transfer) != 0) return PendingEnd::voided;
    return std::nullopt;
}

// What an entry says about ids, in the index's terms: note(kind, id, value).
template <class Note>
void note_ids(Entry const& entry, Note const& note) {
    auto const end = [&](TransferId pending, PendingEnd how) {
        note(IdKind::pending_end, pending.value, static_cast<std::uint64_t>(how));
    };
    if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) {
        if (!uses_up_its_id(*transfer)) return;
        note(IdKind::transfer, transfer->id.value, entry.sequence.value);
        if (auto const how = ending_by(*transfer)) end(transfer->pending_id, *how);
    } else if (auto const* order = std::get_if<PlaceOrder>(&entry.body)) {
        if (uses_up_its_id(*order)) note(IdKind::order, order->id.value, entry.sequence.value);
    } else if (auto const* expired = std::get_if<TransferExpired>(&entry.body)) {
        end(expired->pending, PendingEnd::expired);
    }
}

}  // namespace tally
