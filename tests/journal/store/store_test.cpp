#include "journal/store/store.h"

#include "journal/store/memory_store.h"
#include "journal/store/rocks_store.h"
#include "tests/journal/store/known_record.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

// What every store promises, asked of each.
namespace tally {
namespace {

struct StoreKind {
    std::string name;
    std::unique_ptr<Store> (*make)(std::filesystem::path const& place);
};

std::unique_ptr<Store> make_memory(std::filesystem::path const&) {
    return std::make_unique<MemoryStore>();
}

std::unique_ptr<Store> make_rocks(std::filesystem::path const& place) {
    auto made = RocksStore::create(place, known_meta());
    if (!made) {
        ADD_FAILURE() << made.error().text;
        return nullptr;
    }
    return std::move(made).value();
}

class StoreTest : public testing::TestWithParam<StoreKind> {
protected:
    TemporaryDirectory directory_;
    std::unique_ptr<Store> store_ = GetParam().make(directory_ / "data");
};

KnownWriter started(Store& store) {
    return KnownWriter::start(store).value();
}

TEST_P(StoreTest, ANewRecordIsEmpty) {
    EXPECT_EQ(store_->observed_tip().value(), empty_tip());
    auto const all = read_all(*store_);
    ASSERT_TRUE(all);
    EXPECT_EQ(all.value().tip, empty_tip());
    auto const opened = store_->open_epoch();
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened.value().tip, empty_tip());
    EXPECT_TRUE(opened.value().frontier.empty());
    EXPECT_GT(opened.value().epoch, Epoch{});
}

TEST_P(StoreTest, WhatWasAppendedIsReadInOrder) {
    auto writer = started(*store_);
    for (std::uint32_t const count : {1U, 300U, 7U, 256U}) {
        ASSERT_EQ(writer.append(count).value(), Appended::ok);
    }
    auto const all = read_all(*store_);
    ASSERT_TRUE(all) << all.error().text;
    EXPECT_EQ(all.value().wrong, "");
    EXPECT_EQ(all.value().counts, (std::vector<std::uint32_t>{1, 300, 7, 256}));
    EXPECT_EQ(all.value().tip, known_tip(Sequence{564}));
    EXPECT_EQ(store_->observed_tip().value(), writer.tip());
}

TEST_P(StoreTest, ReadingStartsAtTheBlockThatHoldsTheEntry) {
    auto writer = started(*store_);
    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(writer.append(10));
    for (std::uint64_t from = 0; from < 50; ++from) {
        auto cursor = store_->read(Sequence{from}).value();
        BlockBuffer buffer;
        Block block;
        ASSERT_TRUE(cursor->next(buffer, block).value()) << from;
        EXPECT_EQ(block.header().first, Sequence{from / 10 * 10});
        EXPECT_TRUE(std::ranges::equal(block.leaf(Sequence{from}), known_leaf(Sequence{from})));
    }
}

TEST_P(StoreTest, ACursorAtTheEndGoesOnWhenTheRecordHasGrown) {
    auto writer = started(*store_);
    for (std::uint64_t const from : {0U, 3U, 5U, 9U}) {
        auto cursor = store_->read(Sequence{writer.tip().next.value + from}).value();
        BlockBuffer buffer;
        Block block;
        EXPECT_FALSE(cursor->next(buffer, block).value());
        ASSERT_TRUE(writer.append(5));
        ASSERT_TRUE(writer.append(5));
        ASSERT_TRUE(cursor->next(buffer, block).value());
        EXPECT_EQ(block.header().next(), Sequence{writer.tip().next.value - (from < 5 ? 5 : 0)});
        EXPECT_EQ(cursor->next(buffer, block).value(), from < 5);
        EXPECT_FALSE(cursor->next(buffer, block).value());
    }
}

TEST_P(StoreTest, AnAppendToAnotherTipIsFenced) {
    auto const opened = store_->open_epoch().value();
    auto builder = CommitBuilder::after(opened).value();
    builder.append(known_leaf(Sequence{0}));
    auto const commit = builder.finish();
    auto const other = known_tip(Sequence{1});
    EXPECT_EQ(store_->append(other, commit).value(), Appended::fenced);
    EXPECT_EQ(store_->append(empty_tip(), commit).value(), Appended::ok);
    EXPECT_EQ(store_->append(empty_tip(), commit).value(), Appended::fenced);
    EXPECT_EQ(read_all(*store_).value().tip, other);
}

TEST_P(StoreTest, ANewEpochFencesTheWriterBefore) {
    auto early = started(*store_);
    ASSERT_EQ(early.append(3).value(), Appended::ok);
    auto late = started(*store_);
    EXPECT_GT(late.epoch(), early.epoch());
    EXPECT_EQ(early.append(3).value(), Appended::fenced);
    EXPECT_EQ(late.append(4).value(), Appended::ok);
    EXPECT_EQ(read_all(*store_).value().tip, known_tip(Sequence{7}));
}

TEST_P(StoreTest, ResolveFindsExactlyThisBlock) {
    auto const opened = store_->open_epoch().value();
    auto builder = CommitBuilder::after(opened).value();
    builder.append(known_leaf(Sequence{0}));
    auto const commit = builder.finish();
    auto const header = Block::decode(commit.block).value().header();
    EXPECT_FALSE(store_->resolve(header).value());
    ASSERT_TRUE(store_->append(empty_tip(), commit));
    EXPECT_TRUE(store_->resolve(header).value());
    auto other = header;
    other.root_after = Hash32{};
    EXPECT_FALSE(store_->resolve(other).value());
}

TEST_P(StoreTest, AwaitTellsOfGrowth) {
    EXPECT_FALSE(store_->await(Sequence{0}, std::chrono::milliseconds{1}).value());
    auto writer = started(*store_);
    std::thread appender{[&] { static_cast<void>(writer.append(2)); }};
    EXPECT_TRUE(store_->await(Sequence{1}, std::chrono::minutes{5}).value());
    appender.join();
    EXPECT_TRUE(store_->await(Sequence{1}, std::chrono::milliseconds{0}).value());
    EXPECT_FALSE(store_->await(Sequence{2}, std::chrono::milliseconds{0}).value());
}

INSTANTIATE_TEST_SUITE_P(Stores,
                         StoreTest,
                         testing::Values(StoreKind{"memory", make_memory},
                                         StoreKind{"rocks", make_rocks}),
                         [](auto const& test) { return test.param.name; });

TEST(MemoryStoreTest, ALostAnswerAndALostBlockAreBothUnknown) {
    MemoryStore store;
    auto writer = started(store);
    store.lose_next(MemoryStore::Lost::answer);
    EXPECT_EQ(writer.append(2).value(), Appended::unknown);
    EXPECT_EQ(store.observed_tip().value(), known_tip(Sequence{2}));
    store.lose_next(MemoryStore::Lost::block);
    EXPECT_EQ(writer.append(2).value(), Appended::unknown);
    EXPECT_EQ(store.observed_tip().value(), known_tip(Sequence{2}));
}

TEST(MemoryStoreTest, StoresOfOneRecordFenceEachOther) {
    MemoryStore first;
    MemoryStore second{first.record()};
    auto early = started(first);
    ASSERT_EQ(early.append(1).value(), Appended::ok);
    auto late = started(second);
    EXPECT_EQ(late.tip(), known_tip(Sequence{1}));
    EXPECT_EQ(early.append(1).value(), Appended::fenced);
    EXPECT_EQ(late.append(1).value(), Appended::ok);
    EXPECT_EQ(first.observed_tip().value(), known_tip(Sequence{2}));
}

}  // namespace
}  // namespace tally
