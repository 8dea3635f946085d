#include "journal/store/block.h"

#include "tests/journal/store/known_record.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace tally {
namespace {

Hash32 hash_of(std::uint8_t fill) {
    Hash32 hash;
    hash.bytes.fill(fill);
    return hash;
}

std::vector<std::uint8_t> block_of(std::uint32_t count) {
    BlockBuilder builder;
    builder.start(Epoch{3}, Sequence{100}, hash_of(1));
    for (std::uint32_t i = 0; i < count; ++i)
        builder.append(known_leaf(Sequence{100 + i}));
    auto const bytes = builder.finish(hash_of(2));
    return {bytes.begin(), bytes.end()};
}

TEST(BlockTest, WhatWasBuiltIsDecoded) {
    for (std::uint32_t const count : {1U, 2U, 3U, 4U, 5U, 1000U}) {
        BlockBuffer buffer;
        buffer.assign(block_of(count));
        auto const block = Block::decode(buffer.bytes());
        ASSERT_TRUE(block) << block.error().text;
        auto const& header = block.value().header();
        EXPECT_EQ(header.epoch, Epoch{3});
        EXPECT_EQ(header.first, Sequence{100});
        EXPECT_EQ(header.next(), Sequence{100 + count});
        EXPECT_EQ(header.root_before, hash_of(1));
        EXPECT_EQ(header.root_after, hash_of(2));
        Sequence sequence{100};
        for (auto const leaf : block.value()) {
            auto const known = known_leaf(sequence);
            EXPECT_TRUE(std::ranges::equal(leaf, known)) << sequence.value;
            EXPECT_TRUE(std::ranges::equal(block.value().leaf(sequence), known));
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>(leaf.data()) % 8, 0U);
            sequence = sequence.next();
        }
        EXPECT_EQ(sequence, header.next());
    }
}

// The bytes of a small block, spelled out: the format is for ever.
TEST(BlockTest, BytesAreAsDocumented) {
    BlockBuilder builder;
    builder.start(Epoch{0x0102}, Sequence{0x0a0b}, hash_of(0x11));
    std::vector<std::uint8_t> const first(8, 0xaa);
    std::vector<std::uint8_t> const second(16, 0xbb);
    builder.append(first);
    builder.append(second);
    auto const bytes = builder.finish(hash_of(0x22));
    std::string expected{"TBLK\x01\x00\x00\x00\x02\x01\0\0\0\0\0\0\x0b\x0a\0\0\0\0\0\0", 24};
    expected += std::string{"\x02\0\0\0\x18\0\0\0", 8};
    expected += std::string(32, '\x11') + std::string(32, '\x22');
    expected += std::string(8, '\xaa') + std::string(16, '\xbb');
    expected += std::string{"\x08\0\x10\0\0\0\0\0", 8};
    EXPECT_EQ((std::string{bytes.begin(), bytes.end()}), expected);
}

TEST(BlockTest, ABuilderStartsAnew) {
    BlockBuilder builder;
    builder.start(Epoch{9}, Sequence{7}, hash_of(9));
    builder.append(known_leaf(Sequence{1}));
    static_cast<void>(builder.finish(hash_of(8)));
    builder.start(Epoch{3}, Sequence{100}, hash_of(1));
    builder.append(known_leaf(Sequence{100}));
    EXPECT_TRUE(std::ranges::equal(builder.finish(hash_of(2)), block_of(1)));
}

TEST(BlockTest, TheLongestLeafFits) {
    BlockBuilder builder;
    builder.start(Epoch{1}, Sequence{0}, {});
    std::vector<std::uint8_t> const longest(block_leaf_max, 7);
    builder.append(longest);
    auto const block = Block::decode(builder.finish({}));
    ASSERT_TRUE(block);
    EXPECT_EQ((*block.value().begin()).size(), block_leaf_max);
}

TEST(BlockDeathTest, OnlyLeavesOfTheFormatAreTaken) {
    BlockBuilder builder;
    builder.start(Epoch{1}, Sequence{0}, {});
    std::vector<std::uint8_t> const bytes(block_leaf_max + 8, 7);
    EXPECT_DEATH(builder.append({}), "leaf.empty");
    EXPECT_DEATH(builder.append(ByteSpan{bytes}.first(12)), "leaf.size");
    EXPECT_DEATH(builder.append(bytes), "leaf.size");
    EXPECT_DEATH(static_cast<void>(builder.finish({})), "lengths_.empty");
}

TEST(BlockTest, ABlockCutShortOrMadeLongerIsDamage) {
    auto const whole = block_of(5);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto const block = Block::decode(ByteSpan{whole}.first(size));
        ASSERT_FALSE(block) << size;
        EXPECT_EQ(block.error().kind, FailureKind::integrity);
    }
    auto longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(Block::decode(longer));
}

struct DamageCase {
    std::size_t offset;
    std::uint8_t value;
    std::string_view says;
};

TEST(BlockTest, DamageIsNamed) {
    DamageCase const cases[] = {
        {0, 'X', "does not begin with TBLK"},
        {4, 2, "format 2, but this program reads format 1"},
        {6, 1, "reserved field"},
        {8, 0, "epoch 0"},
        {24, 0, "a count of 0 entries"},
        {27, 0xff, "a count of"},
        {31, 0xff, "bytes of entries"},
        {24, 6, "an entry of no bytes"},
        {24, 3, "not the"},
    };
    for (auto const& test : cases) {
        SCOPED_TRACE(test.says);
        auto bytes = block_of(5);
        bytes[test.offset] = test.value;
        auto const block = Block::decode(bytes);
        ASSERT_FALSE(block);
        EXPECT_NE(block.error().text.find(test.says), std::string::npos) << block.error().text;
    }
}

TEST(BlockTest, LengthsMustAddUp) {
    auto const whole = block_of(5);
    auto const table = whole.size() - 16;
    for (std::size_t i = 0; i < 10; i += 2) {
        auto bytes = whole;
        bytes[table + i] = static_cast<std::uint8_t>(bytes[table + i] + 8);
        EXPECT_FALSE(Block::decode(bytes)) << i;
        bytes = whole;
        bytes[table + i] = static_cast<std::uint8_t>(bytes[table + i] + 1);
        EXPECT_FALSE(Block::decode(bytes)) << i;
    }
    for (std::size_t i = 10; i < 16; ++i) {
        auto bytes = whole;
        bytes[table + i] = 1;
        EXPECT_FALSE(Block::decode(bytes)) << i;
    }
}

TEST(BlockTest, SequencesDoNotWrap) {
    BlockBuilder builder;
    builder.start(Epoch{1}, Sequence{UINT64_MAX - 1}, {});
    builder.append(known_leaf(Sequence{1}));
    EXPECT_TRUE(Block::decode(builder.finish({})));
    builder.start(Epoch{1}, Sequence{UINT64_MAX}, {});
    builder.append(known_leaf(Sequence{1}));
    EXPECT_FALSE(Block::decode(builder.finish({})));
}

}  // namespace
}  // namespace tally
