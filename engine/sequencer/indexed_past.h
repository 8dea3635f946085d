#pragma once

#include "engine/past.h"
#include "engine/sequencer/entry_source.h"
#include "engine/sequencer/id_filter.h"
#include "engine/sequencer/id_kinds.h"
#include "engine/sequencer/id_table.h"
#include "engine/sequencer/index_feeder.h"
#include "journal/store/id_index.h"
#include "journal/vocabulary/byte_stream.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tally {

// The far past of a record of any length, in bounded memory: recent ids in memory, all others in
// the store's index, from an id to the sequence of the entry that used it up; the entry itself is
// read from the record. A Bloom filter answers for ids never seen, which is what nearly all are.
//
// The index is only ever fed what is durable: it must not know an id that a crash can forget.
class IndexedPast final : public Past {
public:
    // `index` holds what every entry before `indexed` says; that one is the first to be observed.
    IndexedPast(IdIndex& index, Sequence indexed, EntrySource& entries, std::size_t recent_ids);

    [[nodiscard]] std::optional<CreateTransfer> transfer(TransferId id) const override;
    [[nodiscard]] std::optional<PendingEnd> end_of(TransferId pending) const override;
    [[nodiscard]] std::optional<PlaceOrder> order(OrderId id) const override;
    void observe(Entry const& entry) override;
    void open_scope() override;
    void commit_scope() override;
    void roll_back_scope() override;

    // Hints the processor that an id is asked for soon.
    void prefetch(TransferId id) const;
    void prefetch(OrderId id) const;

    // Entries before `size` are durable: the index may have them. Not while a scope is open.
    void durable(Sequence size);

    // Puts all that is durable into the index, and makes it last. For an orderly end.
    [[nodiscard]] Result<void> settle(Sequence size);

    // The disk failed us in an answer: what was decided since is not to be relied on.
    [[nodiscard]] std::optional<Failure> const& failure() const { return failure_; }

    // The filter's saved form, for a snapshot; also on another thread than the engine's, which then
    // goes on: the filter may know more ids than the snapshot's entries have. Without it every id
    // that is not recent costs a look into the index.
    void save_filter(ByteSink& sink) const;
    [[nodiscard]] bool load_filter(ByteSource& source);

    // While recovering: an entry that the index knows already, for the filter only.
    void observe_indexed(Entry const& entry);

    // All entries from 0 on are shown to this object: the filter will know every id.
    void sees_all() { filter_complete_ = true; }

private:
    struct Noted {
        IdKind kind;
        uint128 id;
    };

    [[nodiscard]] std::optional<std::uint64_t> find(IdKind kind, uint128 id) const;
    [[nodiscard]] std::optional<std::uint64_t> find_indexed(IdKind kind, uint128 id) const;
    template <class Body>
    [[nodiscard]] std::optional<Body> body_at(std::uint64_t sequence, uint128 id) const;
    void note(IdKind kind, uint128 id, std::uint64_t value);
    void rotate();

    IndexFeeder feeder_;
    IdIndex& index_;
    EntrySource& entries_;
    std::size_t recent_ids_;
    RecentIds recent_;
    IdFilter transfer_filter_;
    IdFilter order_filter_;
    bool filter_complete_ = false;
    bool in_scope_ = false;
    std::vector<Noted> scope_;
    Sequence next_;  // one past the last entry observed
    mutable std::optional<Failure> failure_;
};

}  // namespace tally
