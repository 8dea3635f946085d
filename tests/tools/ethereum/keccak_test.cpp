#include "tools/ethereum/keccak.h"

#include "tests/tools/ethereum/vectors.h"

#include <gtest/gtest.h>

namespace tally::ethereum {
namespace {

TEST(KeccakTest, NothingHashesToTheWellKnownValue) {
    EXPECT_EQ(testing::hex_of(keccak256("").span()),
              "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
}

TEST(KeccakTest, TextAndItsBytesHashAlike) {
    std::vector<std::uint8_t> const bytes{'a', 'b', 'c'};
    EXPECT_EQ(keccak256("abc"), keccak256(ByteSpan{bytes}));
}

TEST(KeccakTest, AgreesWithThePublishedVectors) {
    auto const vectors = testing::load_vectors("hashes.json.gz");
    if (!vectors) GTEST_SKIP() << "no ../shared/data/vectors here";
    ASSERT_GT(vectors->as_array().size(), 100U);
    for (auto const& test : vectors->as_array()) {
        auto const data = testing::bytes_of(test.at("data").as_string());
        EXPECT_EQ(testing::hex_of(keccak256(ByteSpan{data}).span()),
                  test.at("keccak256").as_string())
            << test.at("name");
    }
}

}  // namespace
}  // namespace tally::ethereum
