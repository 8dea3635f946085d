#include "journal/export/tiler.h"

#include "journal/crypto/text.h"
#include "journal/tree/proof.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace tally {
namespace {

class Kept final : public TileSink {
public:
    Result<void> tile(Tile const& tile, ByteSpan bytes) override {
        files[path_of(tile)].assign(bytes.begin(), bytes.end());
        return success();
    }

    std::map<std::string, std::vector<std::uint8_t>> files;
};

std::vector<std::uint8_t> leaf(std::uint64_t number) {
    auto const text = "leaf " + std::to_string(number);
    return {text.begin(), text.end()};
}

LeafHashes hashes_of(std::uint64_t size) {
    std::vector<Hash32> hashes;
    for (std::uint64_t i = 0; i < size; ++i)
        hashes.push_back(leaf_hash(leaf(i)));
    return LeafHashes{std::move(hashes)};
}

Kept tiles_of(std::uint64_t size) {
    Kept kept;
    Tiler tiler{size, kept};
    for (std::uint64_t i = 0; i < size; ++i)
        EXPECT_TRUE(tiler.append(leaf(i)));
    EXPECT_TRUE(tiler.mark());
    return kept;
}

constexpr std::uint64_t sizes[] = {1, 2, 3, 255, 256, 257, 511, 512, 65'535, 65'536, 70'000};

TEST(TilerTest, TheRootIsThatOfTheTree) {
    for (auto const size : sizes) {
        Kept kept;
        Tiler tiler{size, kept};
        for (std::uint64_t i = 0; i < size; ++i)
            ASSERT_TRUE(tiler.append(leaf(i)));
        auto hashes = hashes_of(size);
        EXPECT_EQ(tiler.root(), root_of(hashes, size).value()) << size;
    }
}

// The root of the leaves a, b, c, computed with other tools; see the audit notes.
TEST(TilerTest, ThreeKnownLeavesHaveTheKnownRoot) {
    Kept kept;
    Tiler tiler{3, kept};
    for (std::uint8_t letter = 'a'; letter <= 'c'; ++letter)
        ASSERT_TRUE(tiler.append(ByteSpan{&letter, 1}));
    EXPECT_EQ(to_hex(tiler.root().span()),
              "36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1");
    EXPECT_EQ(kept.files.size(), 0U);
    ASSERT_TRUE(tiler.mark());
    EXPECT_EQ(to_hex(kept.files.at("tile/entries/000.p/3")), "000161000162000163");
}

TEST(TilerTest, EveryHashOfEveryTileIsTheSubtreeThatTheSpecificationSays) {
    constexpr std::uint64_t size = 70'000;
    auto const kept = tiles_of(size);
    auto hashes = hashes_of(size);
    std::size_t tiles = 0;
    for (unsigned level = 0; items_in(level, size) != 0; ++level) {
        for (std::uint64_t item = 0; item < items_in(level, size); item += tile_width, ++tiles) {
            auto const tile = tile_with(level, item, size);
            auto const& bytes = kept.files.at(path_of(tile));
            ASSERT_EQ(bytes.size(), tile.width * 32);
            for (std::uint64_t i = 0; i < tile.width; i += tile.width / 7 + 1) {
                auto const expected = hashes.subtree(level * tile_height, item + i).value();
                EXPECT_TRUE(std::equal(expected.bytes.begin(),
                                       expected.bytes.end(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(i * 32)));
            }
        }
    }
    EXPECT_EQ(tiles, 273U + 1 + 1 + 1 + 1);
    EXPECT_EQ(kept.files.size(), tiles + 274);  // as many bundles as tiles of level 0
}

TEST(TilerTest, GoingOnFromAnEarlierTreeMakesTheSameTiles) {
    constexpr std::uint64_t size = 66'000;
    auto const whole = tiles_of(size);
    auto source = hashes_of(size);
    for (std::uint64_t const from : {std::uint64_t{256}, std::uint64_t{65'536}}) {
        Kept kept;
        Tiler tiler{size, kept};
        ASSERT_TRUE(tiler.resume(source, from));
        for (auto i = from; i < size; ++i)
            ASSERT_TRUE(tiler.append(leaf(i)));
        ASSERT_TRUE(tiler.mark());
        EXPECT_EQ(tiler.root(), root_of(source, size).value());
        for (auto const& [path, bytes] : kept.files)
            EXPECT_EQ(bytes, whole.files.at(path)) << path;
    }
}

TEST(TilerTest, PartialTilesThatWillBeFullAreNotMade) {
    Kept kept;
    Tiler tiler{300, kept};
    for (std::uint64_t i = 0; i < 300; ++i) {
        ASSERT_TRUE(tiler.append(leaf(i)));
        if (i == 99 || i == 279) {
            ASSERT_TRUE(tiler.mark());
        }
    }
    ASSERT_TRUE(tiler.mark());
    EXPECT_EQ(kept.files.count("tile/0/000.p/100"), 0U);
    EXPECT_EQ(kept.files.count("tile/0/001.p/24"), 1U);
    EXPECT_EQ(kept.files.count("tile/0/001.p/44"), 1U);
    EXPECT_EQ(kept.files.count("tile/entries/001.p/24"), 1U);
}

}  // namespace
}  // namespace tally
