#include "tools/look/movement.h"

#include "tools/look/shown.h"

#include <type_traits>
#include <variant>

namespace tally::look {

namespace {

constexpr std::uint64_t ns_per_day = 86'400 * ns_per_second;

Position position_of(State const& state, AccountHandle handle) {
    auto const& account = state.ledger().account(handle);
    return {account.debits_posted, account.credits_posted};
}

// Takes a posting off again.
void undo(Posting const& posting, AccountHandle handle, Position& position) {
    if (posting.debit == handle) position.debits -= posting.amount;
    if (posting.credit == handle) position.credits -= posting.amount;
}

}  // namespace

Movements::Movements(State const& state) {
    for (auto const& posting : state.last_effects().postings()) {
        if (posting.layer != PostingLayer::posted) continue;
        all_[count_++] = {
            posting, position_of(state, posting.debit), position_of(state, posting.credit)};
    }
    for (auto later = count_; later > 1; --later)
        turn_back(later - 1);
}

// The state knows where the accounts ended; what an earlier movement left is without the later
// ones.
void Movements::turn_back(std::size_t from) {
    auto const& later = all_[from].posting;
    for (std::size_t i = 0; i < from; ++i) {
        undo(later, all_[i].posting.debit, all_[i].debit);
        undo(later, all_[i].posting.credit, all_[i].credit);
    }
}

std::string reference_of(Body const& body) {
    return std::visit(
        [](auto const& of) -> std::string {
            using Kind = std::decay_t<decltype(of)>;
            if constexpr (std::is_same_v<Kind, Fill> || std::is_same_v<Kind, OrderDecremented>)
                return id_text(of.taker.value);
            else if constexpr (std::is_same_v<Kind, ChainEventApplied>)
                return id_text(of.event.subject);
            else if constexpr (std::is_same_v<Kind, TransferExpired>)
                return id_text(of.pending.value);
            else if constexpr (requires { of.order.value; })
                return id_text(of.order.value);
            else if constexpr (requires { of.transfer.value; })
                return id_text(of.transfer.value);
            else if constexpr (requires { id_text(of.id.value); })
                return id_text(of.id.value);
            else
                return {};
        },
        body);
}

std::uint32_t day_of(Timestamp time) {
    return static_cast<std::uint32_t>(time.ns / ns_per_day);
}

std::uint32_t effective_day(Entry const& entry) {
    auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
    if (transfer != nullptr && transfer->effective_date != 0) return transfer->effective_date;
    return day_of(entry.time);
}

}  // namespace tally::look
