#include "engine/sequencer/id_table.h"

#include "engine/sequencer/index_feeder.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace tally {
namespace {

TEST(IdTableTest, BehavesLikeAMapWhateverIsPutAndErased) {
    std::mt19937_64 random{1};
    IdTable table;
    std::map<uint128, std::uint64_t> model;
    for (int i = 0; i < 50'000; ++i) {
        uint128 const id = make_uint128(random() % 3, 1 + random() % 3'000);
        if (random() % 3 != 0) {
            table.put(id, random());
            model[id] = *table.find(id);
        } else if (model.contains(id)) {
            table.erase(id);
            model.erase(id);
        }
        EXPECT_EQ(table.size(), model.size());
    }
    for (std::uint64_t high = 0; high < 3; ++high)
        for (std::uint64_t low = 1; low <= 3'000; ++low) {
            auto const id = make_uint128(high, low);
            auto const known = model.find(id);
            auto const found = table.find(id);
            ASSERT_EQ(found.has_value(), known != model.end());
            if (found) {
                EXPECT_EQ(*found, known->second);
            }
        }
}

TEST(IdTableTest, ListsAllIdsSmallestFirstAndForgetsThemOnClear) {
    IdTable table;
    for (std::uint64_t id = 5'000; id > 0; --id)
        table.put(id, id * 2);
    auto const all = table.sorted();
    ASSERT_EQ(all.size(), 5'000U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_TRUE(all[i].id == i + 1);
        EXPECT_EQ(all[i].value, (i + 1) * 2);
    }
    table.clear();
    EXPECT_EQ(table.size(), 0U);
    EXPECT_FALSE(table.find(1).has_value());
}

TEST(RecentIdsTest, ATableThatIsUsedGetsRoomWhenItIsEmptied) {
    RecentIds recent;
    recent.tables[1].put(1, 1);
    for (std::uint64_t id = 1; id < RecentIds::few; ++id)
        recent.tables[0].put(id, id);
    recent.clear(100'000);
    EXPECT_EQ(recent.tables[0].room(), 0U) << "a few are nothing to make room for";
    recent.tables[1].put(1, 1);
    for (std::uint64_t id = 1; id <= RecentIds::few; ++id)
        recent.tables[0].put(id, id);
    recent.clear(100'000);
    EXPECT_EQ(recent.size(), 0U);
    EXPECT_EQ(recent.tables[0].room(), 100'000U);
    EXPECT_EQ(recent.tables[1].room(), 0U);
    for (std::uint64_t id = 1; id <= 2 * RecentIds::few; ++id)
        recent.tables[0].put(id, id);
    EXPECT_EQ(recent.tables[0].find(RecentIds::few), RecentIds::few);
}

}  // namespace
}  // namespace tally
