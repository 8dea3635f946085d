#include "journal/store/id_index.h"

#include "journal/store/rocks_store.h"
#include "tests/journal/store/known_record.h"
#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tally {
namespace {

// Spread over all 128 bits, all different.
uint128 spread_id(std::uint64_t number) {
    return make_uint128(number * 0x9e3779b97f4a7c15, number * 0xbf58476d1ce4e5b9);
}

std::vector<IdRow> rows_of(std::uint64_t first, std::uint64_t count, std::uint8_t kind) {
    std::vector<IdRow> rows;
    for (auto i = first; i < first + count; ++i)
        rows.push_back({{kind, spread_id(i)}, i});
    return rows;
}

class IdIndexTest : public testing::Test {
protected:
    void SetUp() override {
        auto made = RocksStore::create(directory_ / "data", known_meta());
        ASSERT_TRUE(made) << made.error().text;
        store_ = std::move(made).value();
    }

    void reopen() {
        store_.reset();
        store_ = RocksStore::open(directory_ / "data", OpenMode::read_write).value();
    }

    [[nodiscard]] IdIndex& ids() { return store_->ids(); }

    void put(std::vector<IdRow> rows, Sequence progress) {
        auto const written = ids().put(rows, progress);
        ASSERT_TRUE(written) << written.error().text;
    }

    void expect_rows(std::uint64_t first, std::uint64_t count, std::uint8_t kind) {
        for (auto i = first; i < first + count; ++i) {
            auto const value = ids().get({kind, spread_id(i)});
            ASSERT_TRUE(value) << value.error().text;
            ASSERT_EQ(value.value(), i);
        }
    }

    TemporaryDirectory directory_;
    std::unique_ptr<RocksStore> store_;
};

TEST_F(IdIndexTest, AnEmptyIndexKnowsNothing) {
    EXPECT_EQ(ids().progress().value(), Sequence{0});
    EXPECT_EQ(ids().get({1, 5}).value(), std::nullopt);
}

TEST_F(IdIndexTest, FewAndManyRowsAreFoundByKindAndId) {
    put(rows_of(1, 100, 1), Sequence{100});
    put(rows_of(101, 40'000, 1), Sequence{40'100});
    put(rows_of(40'101, 30, 2), Sequence{50'000});
    expect_rows(1, 40'100, 1);
    expect_rows(40'101, 30, 2);
    EXPECT_EQ(ids().get({2, spread_id(1)}).value(), std::nullopt);
    EXPECT_EQ(ids().get({1, spread_id(40'101)}).value(), std::nullopt);
    EXPECT_EQ(ids().progress().value(), Sequence{50'000});
}

TEST_F(IdIndexTest, EdgesOfTheIdSpaceAreIdsLikeAnyOther) {
    put({{{0, 0}, 1}, {{254, uint128_max}, 2}, {{254, 0}, 3}}, Sequence{9});
    EXPECT_EQ(ids().get({0, 0}).value(), 1U);
    EXPECT_EQ(ids().get({254, uint128_max}).value(), 2U);
    EXPECT_EQ(ids().get({254, 0}).value(), 3U);
    EXPECT_EQ(ids().progress().value(), Sequence{9});
}

TEST_F(IdIndexTest, TheLaterRowWins) {
    put({{{1, 7}, 1}, {{1, 8}, 5}, {{1, 7}, 2}}, Sequence{1});
    EXPECT_EQ(ids().get({1, 7}).value(), 2U);
    auto many = rows_of(1, 20'000, 1);
    many.push_back({{1, 7}, 3});
    put(many, Sequence{2});
    EXPECT_EQ(ids().get({1, 7}).value(), 3U);
    put({{{1, 7}, 4}}, Sequence{3});
    EXPECT_EQ(ids().get({1, 7}).value(), 4U);
    EXPECT_EQ(ids().progress().value(), Sequence{3});
}

TEST_F(IdIndexTest, WhatWasFlushedSurvivesAndProgressNeverRunsAhead) {
    put(rows_of(1, 100, 1), Sequence{100});
    ASSERT_TRUE(ids().flush());
    put(rows_of(101, 20'000, 1), Sequence{20'100});
    reopen();
    EXPECT_EQ(ids().progress().value(), Sequence{20'100});
    expect_rows(1, 20'100, 1);
}

// The nice value of this process's thread of a name, or none.
std::optional<int> niceness_of(std::string const& name) {
    for (auto const& task : std::filesystem::directory_iterator{"/proc/self/task"}) {
        std::ifstream file{task.path() / "comm"};
        std::string line;
        if (std::getline(file, line) && line == name) {
            auto const thread = std::stoul(task.path().filename().string());
            return ::getpriority(PRIO_PROCESS, static_cast<id_t>(thread));
        }
    }
    return std::nullopt;
}

TEST_F(IdIndexTest, WhatRocksDbWritesByItselfGivesWayToWhoSomebodyWaitsFor) {
    put(rows_of(1, 100, 1), Sequence{100});
    ASSERT_TRUE(ids().flush());
    auto const least = 19;  // as far as it goes
    EXPECT_EQ(niceness_of("flush"), std::min(::getpriority(PRIO_PROCESS, 0) + 10, least));
}

// RocksDB takes a file in by a second name for it, and removes the first name last.
TEST_F(IdIndexTest, AFileThatWasTakenInBeforeAKillIsNotWrittenOver) {
    put(rows_of(1, 20'000, 1), Sequence{20'000});
    auto const derived = directory_ / "data" / "derived";
    std::filesystem::path taken_in;
    for (auto const& file : std::filesystem::directory_iterator{derived})
        if (file.path().extension() == ".sst" && file.file_size() > 100'000) taken_in = file.path();
    std::filesystem::create_hard_link(taken_in, derived / "ids.ingest.1");
    reopen();
    put(rows_of(20'001, 20'000, 1), Sequence{40'000});
    reopen();
    expect_rows(1, 40'000, 1);
}

}  // namespace
}  // namespace tally
