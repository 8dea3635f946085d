#include "journal/store/snapshots.h"

#include "journal/store/rocks_database.h"
#include "journal/store/rocks_snapshots.h"
#include "journal/store/snapshot_rows.h"
#include "tests/journal/store/known_record.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace tally {
namespace {

std::vector<std::uint8_t> part_bytes(std::size_t size, std::uint8_t seed) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>(seed + i * 7 + i / 251);
    return bytes;
}

class SnapshotsTest : public testing::Test {
protected:
    void SetUp() override {
        DatabasePlace const place{DatabaseKind::derived, directory_ / "derived", nullptr};
        auto made = RocksDatabase::create(place);
        ASSERT_TRUE(made) << made.error().text;
        database_ = std::move(made).value();
    }

    // Two parts: one of several chunks, written in uneven pieces, and one that fits in one.
    void save(Sequence next) {
        auto writer = snapshots().begin(tip_at(next), Timestamp{next.value * 10}).value();
        auto const big = part_bytes(big_size, 1);
        auto& sink = writer->part({1, 7});
        for (std::size_t at = 0; at < big.size(); at += 100'000) {
            sink.write(
                std::span{big}.subspan(at).first(std::min<std::size_t>(100'000, big.size() - at)));
        }
        writer->part({2, 8}).write(part_bytes(5, 2));
        ASSERT_TRUE(writer->commit());
    }

    [[nodiscard]] static Tip tip_at(Sequence next) {
        Tip tip{next, {}};
        tip.root.bytes.fill(static_cast<std::uint8_t>(next.value));
        return tip;
    }

    [[nodiscard]] RocksSnapshots snapshots() { return RocksSnapshots{database_.get()}; }

    [[nodiscard]] std::vector<std::uint64_t> sizes() {
        std::vector<std::uint64_t> all;
        auto const infos = snapshots().list().value();
        for (auto const& info : infos)
            all.push_back(info.tip.next.value);
        return all;
    }

    void put_raw(std::string_view key, std::string_view value) {
        ASSERT_TRUE(database_->put(Column::snapshots, key, value));
    }

    static constexpr std::size_t big_size = 3 * snapshot_chunk_bytes + 17;
    TemporaryDirectory directory_;
    std::unique_ptr<RocksDatabase> database_;
};

TEST_F(SnapshotsTest, WhatWasSavedIsRead) {
    save(Sequence{50});
    auto const reader = snapshots().newest(Sequence{50}).value();
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(reader->info().tip, tip_at(Sequence{50}));
    EXPECT_EQ(reader->info().time, Timestamp{500});
    EXPECT_EQ(reader->info().parts, (std::vector<SnapshotPart>{{1, 7}, {2, 8}}));
    EXPECT_EQ(reader->info().bytes, big_size + 5);
    for (auto const& [kind, bytes] :
         {std::pair{2, part_bytes(5, 2)}, {1, part_bytes(big_size, 1)}}) {
        auto* const source = reader->part(static_cast<std::uint16_t>(kind));
        ASSERT_NE(source, nullptr);
        std::vector<std::uint8_t> read(bytes.size());
        EXPECT_FALSE(reader->at_end());
        ASSERT_TRUE(source->read(std::span{read}.first(3)));
        ASSERT_TRUE(source->read(std::span{read}.subspan(3)));
        EXPECT_EQ(read, bytes);
        EXPECT_TRUE(reader->at_end());
        std::array<std::uint8_t, 1> more{};
        EXPECT_FALSE(source->read(more));
        EXPECT_EQ(reader->failure(), std::nullopt);
    }
    EXPECT_EQ(reader->part(3), nullptr);
}

TEST_F(SnapshotsTest, TheNewestAtOrBeforeAPointIsFound) {
    for (std::uint64_t const next : {10U, 20U, 30U})
        save(Sequence{next});
    EXPECT_EQ(snapshots().newest(Sequence{9}).value(), nullptr);
    EXPECT_EQ(snapshots().newest(Sequence{10}).value()->info().tip.next, Sequence{10});
    EXPECT_EQ(snapshots().newest(Sequence{29}).value()->info().tip.next, Sequence{20});
    EXPECT_EQ(snapshots().newest(Sequence{UINT64_MAX}).value()->info().tip.next, Sequence{30});
}

TEST_F(SnapshotsTest, OldOnesAreDroppedWithTheirBytes) {
    for (std::uint64_t const next : {10U, 20U, 30U, 40U})
        save(Sequence{next});
    ASSERT_TRUE(snapshots().drop_old(2));
    EXPECT_EQ(sizes(), (std::vector<std::uint64_t>{30, 40}));
    ASSERT_TRUE(snapshots().drop(Sequence{40}));
    EXPECT_EQ(sizes(), (std::vector<std::uint64_t>{30}));
    std::size_t rows = 0;
    auto const iterator = database_->iterate(Column::snapshots);
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next())
        ++rows;
    EXPECT_EQ(rows, 6U) << "one manifest, four chunks and one";
}

TEST_F(SnapshotsTest, OneThatWasNotCommittedIsNotThereAndIsSweptAway) {
    {
        auto writer = snapshots().begin(tip_at(Sequence{10}), {}).value();
        writer->part({1, 1}).write(part_bytes(big_size, 3));
    }
    EXPECT_EQ(sizes(), std::vector<std::uint64_t>{});
    save(Sequence{20});
    auto const key = chunk_key(Sequence{10}, 1, 0);
    EXPECT_EQ(database_->get(Column::snapshots, as_view(key)).value(), std::nullopt);
}

TEST_F(SnapshotsTest, SavingAgainAtTheSamePointReplaces) {
    save(Sequence{10});
    auto writer = snapshots().begin(tip_at(Sequence{10}), {}).value();
    writer->part({5, 1}).write(part_bytes(9, 3));
    ASSERT_TRUE(writer->commit());
    EXPECT_EQ(snapshots().newest(Sequence{10}).value()->info().bytes, 9U);
}

TEST_F(SnapshotsTest, AChangedMissingOrMovedChunkIsNeverHandedOut) {
    save(Sequence{10});
    auto const first = chunk_key(Sequence{10}, 1, 0);
    auto const second = chunk_key(Sequence{10}, 1, 1);
    auto const good = database_->get(Column::snapshots, as_view(second)).value().value();
    auto changed = good;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    auto const moved = database_->get(Column::snapshots, as_view(first)).value().value();
    for (auto const& bad : {changed, moved, std::string{}, good.substr(0, 40)}) {
        put_raw(as_view(second), bad);
        auto const reader = snapshots().newest(Sequence{10}).value();
        auto* const source = reader->part(1);
        std::vector<std::uint8_t> bytes(snapshot_chunk_bytes);
        EXPECT_TRUE(source->read(bytes));
        EXPECT_FALSE(source->read(std::span{bytes}.first(1)));
        EXPECT_FALSE(reader->at_end());
        ASSERT_TRUE(reader->failure());
        EXPECT_EQ(reader->failure()->kind, FailureKind::integrity);
        EXPECT_NE(reader->failure()->text.find("after 10 entries"), std::string::npos);
    }
}

TEST_F(SnapshotsTest, ADamagedManifestIsSaidAndTheOneBeforeCanBeTried) {
    save(Sequence{10});
    save(Sequence{20});
    auto const key = manifest_key(Sequence{20});
    auto bytes = database_->get(Column::snapshots, as_view(key)).value().value();
    bytes[40] = static_cast<char>(bytes[40] ^ 4);
    put_raw(as_view(key), bytes);
    auto const damaged = snapshots().newest(Sequence{99}).value();
    ASSERT_NE(damaged, nullptr);
    EXPECT_TRUE(damaged->failure());
    EXPECT_EQ(damaged->part(1), nullptr);
    EXPECT_FALSE(snapshots().list());
    auto const before = Sequence{damaged->info().tip.next.value - 1};
    EXPECT_EQ(snapshots().newest(before).value()->info().tip.next, Sequence{10});
    ASSERT_TRUE(snapshots().drop(Sequence{20}));
    EXPECT_EQ(sizes(), (std::vector<std::uint64_t>{10}));
}

TEST_F(SnapshotsTest, WithoutADatabaseThereAreNone) {
    RocksSnapshots none{nullptr};
    EXPECT_TRUE(none.list().value().empty());
    EXPECT_EQ(none.newest(Sequence{5}).value(), nullptr);
}

}  // namespace
}  // namespace tally
