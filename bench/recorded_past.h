#pragma once

#include "engine/sequencer/indexed_past.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tally {

// What was before, as the sequencer keeps it: IndexedPast with its filter, its table of recent ids
// and its feeder, told every 8,000 entries that they are durable. Only the index's disk is left
// out: it takes the rows and forgets them, which is right as long as no id is used twice.
class RecordedPast final : public Past {
public:
    RecordedPast() { past_.sees_all(); }

    [[nodiscard]] std::optional<CreateTransfer> transfer(TransferId id) const override {
        return past_.transfer(id);
    }

    [[nodiscard]] std::optional<PendingEnd> end_of(TransferId pending) const override {
        return past_.end_of(pending);
    }

    [[nodiscard]] std::optional<PlaceOrder> order(OrderId id) const override {
        return past_.order(id);
    }

    void observe(Entry const& entry) override {
        past_.observe(entry);
        if (entry.sequence.value % block_entries == 0) past_.durable(entry.sequence);
    }

    void open_scope() override { past_.open_scope(); }

    void commit_scope() override { past_.commit_scope(); }

    void roll_back_scope() override { past_.roll_back_scope(); }

private:
    static constexpr std::uint64_t block_entries = 8'000;
    static constexpr std::size_t recent_ids = std::size_t{1} << 19U;  // as SequencerOptions

    class NoDisk final : public IdIndex {
    public:
        [[nodiscard]] Result<std::optional<std::uint64_t>> get(IdKey) const override {
            return std::optional<std::uint64_t>{};
        }

        [[nodiscard]] Result<void> put(std::span<IdRow>, Sequence) override { return success(); }

        [[nodiscard]] Result<Sequence> progress() const override { return Sequence{}; }

        [[nodiscard]] Result<void> flush() override { return success(); }
    };

    class NoEntries final : public EntrySource {
    public:
        [[nodiscard]] Result<Entry> entry(Sequence) override {
            return Failure{FailureKind::incomplete, "no id is used twice in this measurement"};
        }
    };

    NoDisk index_;
    NoEntries entries_;
    IndexedPast past_{index_, Sequence{}, entries_, recent_ids};
};

}  // namespace tally
