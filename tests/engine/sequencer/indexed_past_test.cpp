#include "engine/sequencer/indexed_past.h"

#include "engine/memory_past.h"
#include "tests/support/engine_harness.h"
#include "tests/support/random_commands.h"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <vector>

namespace tally::testing {
namespace {

// An index in memory, with a limit on what it may ever be told.
class FakeIndex final : public IdIndex {
public:
    Result<std::optional<std::uint64_t>> get(IdKey key) const override {
        std::lock_guard const lock{mutex_};
        if (broken) return Failure{FailureKind::system, "the disk is gone"};
        auto const found = rows_.find({key.kind, key.id});
        if (found == rows_.end()) return std::optional<std::uint64_t>{};
        return std::optional{found->second};
    }

    Result<void> put(std::span<IdRow> rows, Sequence progress) override {
        std::lock_guard const lock{mutex_};
        for (auto const& row : rows)
            rows_[{row.key.kind, row.key.id}] = row.value;
        progress_ = progress;
        return success();
    }

    Result<Sequence> progress() const override {
        std::lock_guard const lock{mutex_};
        return progress_;
    }

    Result<void> flush() override { return success(); }

    bool broken = false;

private:
    mutable std::mutex mutex_;
    std::map<std::pair<std::uint8_t, uint128>, std::uint64_t> rows_;
    Sequence progress_;
};

class KeptEntries final : public EntrySource {
public:
    Result<Entry> entry(Sequence sequence) override { return entries.at(sequence.value); }

    std::vector<Entry> entries;
};

std::vector<Entry> random_entries(std::uint64_t seed, std::size_t count) {
    EngineHarness harness;
    std::vector<Body> chain;
    for (auto& request : RandomCommands{seed}.take(count)) {
        if (request.linked || !chain.empty()) {
            chain.push_back(std::move(request.command));
            if (request.linked) continue;
            harness.run_chain(std::move(chain));
            chain.clear();
        } else {
            harness.run(std::move(request.command));
        }
    }
    return harness.entries();
}

void expect_same(Past const& past, Past const& model, std::vector<Entry> const& entries) {
    for (auto const& entry : entries) {
        if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) {
            ASSERT_EQ(past.transfer(transfer->id), model.transfer(transfer->id));
            ASSERT_EQ(past.end_of(transfer->id), model.end_of(transfer->id));
        }
        if (auto const* order = std::get_if<PlaceOrder>(&entry.body)) {
            ASSERT_EQ(past.order(order->id), model.order(order->id));
        }
    }
    for (std::uint64_t id = 1; id < 1'000; ++id) {
        EXPECT_FALSE(past.transfer(TransferId{id}).has_value());
        EXPECT_FALSE(past.order(OrderId{id}).has_value());
    }
}

TEST(IndexedPastTest, KnowsWhatAPastInMemoryKnowsWithMostOfItOnDisk) {
    auto const entries = random_entries(1, 4'000);
    FakeIndex index;
    KeptEntries kept;
    MemoryPast model;
    IndexedPast past{index, Sequence{}, kept, 100};
    past.sees_all();
    for (auto const& entry : entries) {
        kept.entries.push_back(entry);
        past.observe(entry);
        model.observe(entry);
        past.durable(entry.sequence.next());
    }
    expect_same(past, model, entries);
    ASSERT_TRUE(past.settle(Sequence{entries.size()}));
    EXPECT_EQ(index.progress().value().value, entries.size());
    expect_same(past, model, entries);
    IndexedPast again{index, Sequence{entries.size()}, kept, 100};
    expect_same(again, model, entries);
    EXPECT_FALSE(again.failure().has_value());
}

TEST(IndexedPastTest, KnowsAllWhileItsTablesChangeForRoomyOnes) {
    FakeIndex index;
    KeptEntries kept;
    IndexedPast past{index, Sequence{}, kept, 20'000};
    past.sees_all();
    constexpr std::uint64_t count = 100'000;
    for (std::uint64_t i = 0; i < count; ++i) {
        CreateTransfer transfer;
        transfer.id = TransferId{i + 1};
        kept.entries.push_back(Entry{Sequence{i}, {}, Sequence{i}, false, {}, transfer});
        past.observe(kept.entries.back());
        if (i % 1'000 == 0) past.durable(Sequence{i + 1});
        auto const earlier = TransferId{i / 2 + 1};
        ASSERT_EQ(past.transfer(earlier).value().id, earlier);
    }
    ASSERT_TRUE(past.settle(Sequence{count}));
    for (std::uint64_t id = 1; id <= count; ++id)
        ASSERT_TRUE(past.transfer(TransferId{id}).has_value());
    EXPECT_FALSE(past.transfer(TransferId{count + 1}).has_value());
    EXPECT_FALSE(past.failure().has_value());
}

TEST(IndexedPastTest, TellsTheIndexNothingThatIsNotDurable) {
    auto const entries = random_entries(2, 1'000);
    FakeIndex index;
    KeptEntries kept;
    IndexedPast past{index, Sequence{}, kept, 50};
    for (auto const& entry : entries) {
        past.observe(entry);
        past.durable(Sequence{10});
    }
    EXPECT_LE(index.progress().value().value, 10U);
}

TEST(IndexedPastTest, ForgetsWhatAChainThatIsRolledBackObserved) {
    auto const entries = random_entries(3, 300);
    FakeIndex index;
    KeptEntries kept;
    IndexedPast past{index, Sequence{}, kept, 10'000};
    past.sees_all();
    past.open_scope();
    for (auto const& entry : entries)
        past.observe(entry);
    past.roll_back_scope();
    for (auto const& entry : entries)
        if (auto const* transfer = std::get_if<CreateTransfer>(&entry.body)) {
            EXPECT_FALSE(past.transfer(transfer->id).has_value());
        }
}

TEST(IndexedPastTest, SaysSoWhenTheDiskFailsOrTheIndexLies) {
    FakeIndex index;
    KeptEntries kept;
    kept.entries.push_back(Entry{{}, {}, {}, false, {}, Tick{}});
    IndexedPast past{index, Sequence{}, kept, 10};
    std::vector<IdRow> rows{{{1, 77}, 0}};
    ASSERT_TRUE(index.put(rows, Sequence{}));
    EXPECT_FALSE(past.transfer(TransferId{77}).has_value());
    ASSERT_TRUE(past.failure().has_value());
    EXPECT_EQ(past.failure()->kind, FailureKind::integrity);
    IndexedPast other{index, Sequence{}, kept, 10};
    index.broken = true;
    EXPECT_FALSE(other.transfer(TransferId{77}).has_value());
    EXPECT_EQ(other.failure()->kind, FailureKind::system);
}

}  // namespace
}  // namespace tally::testing
