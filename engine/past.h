#pragma once

#include "journal/entry.h"

#include <cstdint>
#include <optional>

namespace tally {

// How a pending transfer that is no longer pending ended.
enum class PendingEnd : std::uint8_t { posted = 1, voided = 2, expired = 3 };

// What a decider must know about the far past, beyond the State, which holds only what is open. The
// answers are a function of the record: of the entries observed so far, and nothing else.
//
// The sequencer backs it with an index on disk, a replay and the tests with one in memory. One
// thread; the same one as the engine's.
class Past {
public:
    Past() = default;
    Past(Past const&) = delete;
    Past& operator=(Past const&) = delete;
    virtual ~Past() = default;

    // The create_transfer that used up an id: accepted, or refused for a transient reason and so
    // burnt (see is_transient). Nothing if the id is free.
    [[nodiscard]] virtual std::optional<CreateTransfer> transfer(TransferId id) const = 0;

    // How a pending transfer ended; nothing if it is still pending or never was.
    [[nodiscard]] virtual std::optional<PendingEnd> end_of(TransferId pending) const = 0;

    // The place_order that used up an id, likewise.
    [[nodiscard]] virtual std::optional<PlaceOrder> order(OrderId id) const = 0;

    // Learns one entry. Every entry is observed once, in order.
    virtual void observe(Entry const& entry) = 0;

    // A linked chain: what was observed since open_scope is kept or forgotten.
    virtual void open_scope() = 0;
    virtual void commit_scope() = 0;
    virtual void roll_back_scope() = 0;
};

// True for a refusal that a later retry of the same content might not get. An id that failed so is
// burnt: a retry answers id_already_failed and can never succeed by surprise.
[[nodiscard]] bool is_transient(Outcome outcome);

}  // namespace tally
