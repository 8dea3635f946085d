#include "journal/export/tile.h"

#include <gtest/gtest.h>

#include <string_view>

namespace tally {
namespace {

struct PathCase {
    Tile tile;
    std::string_view path;
};

// The paths that the text of C2SP tlog-tiles gives, and the edges of its three digits.
constexpr PathCase path_cases[] = {
    {{0, 1'234'067, 256}, "tile/0/x001/x234/067"},
    {{0, 0, 256}, "tile/0/000"},
    {{2, 999, 256}, "tile/2/999"},
    {{1, 1'000, 256}, "tile/1/x001/000"},
    {{0, 273, 112}, "tile/0/273.p/112"},
    {{1, 1, 17}, "tile/1/001.p/17"},
    {{Tile::entries, 1'234'067, 8}, "tile/entries/x001/x234/067.p/8"},
};

TEST(TileTest, PathsAreThoseOfTheSpecification) {
    for (auto const& test : path_cases)
        EXPECT_EQ(path_of(test.tile), test.path);
}

// "A tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of
// width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2
// tile of width 1."
TEST(TileTest, ATreeOf70000HasTheTilesThatTheSpecificationCounts) {
    EXPECT_EQ(items_in(0, 70'000), 70'000U);
    EXPECT_EQ(tile_with(0, 69'887, 70'000), (Tile{0, 272, 256}));
    EXPECT_EQ(tile_with(0, 69'888, 70'000), (Tile{0, 273, 112}));
    EXPECT_EQ(tile_with(1, 255, 70'000), (Tile{1, 0, 256}));
    EXPECT_EQ(tile_with(1, 256, 70'000), (Tile{1, 1, 17}));
    EXPECT_EQ(tile_with(2, 0, 70'000), (Tile{2, 0, 1}));
    EXPECT_EQ(items_in(3, 70'000), 0U);
}

TEST(TileTest, ATreeOf256HasAFullTileAndAPartialOneAboveIt) {
    EXPECT_EQ(tile_with(0, 0, 256), (Tile{0, 0, 256}));
    EXPECT_EQ(tile_with(1, 0, 256), (Tile{1, 0, 1}));
}

}  // namespace
}  // namespace tally
