#include "tools/prove/liabilities/sum_tree.h"

#include "tools/prove/liabilities/statement.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::prove {
namespace {

Liability liability(std::uint64_t number) {
    Liability one{1'000 + number, number % 7, "USD", 10 * number + 1, {}};
    one.salt.bytes[0] = static_cast<std::uint8_t>(number);
    return one;
}

std::vector<SumNode> leaves_of(std::uint64_t count) {
    std::vector<SumNode> leaves;
    for (std::uint64_t i = 0; i < count; ++i)
        leaves.push_back(sum_leaf(liability(i)));
    return leaves;
}

LiabilityProof proof_of(std::uint64_t index, std::uint64_t count) {
    auto const leaves = leaves_of(count);
    LiabilityProof proof;
    proof.statement.origin = "log.example";
    proof.statement.asset = "USD";
    proof.statement.scale = 2;
    proof.statement.accounts = count;
    proof.statement.root = sum_root(leaves).value();
    proof.liability = liability(index);
    proof.index = index;
    proof.path = sum_path(leaves, index).value();
    return proof;
}

TEST(SumTreeTest, EveryClientIsInTheTotal) {
    for (std::uint64_t count = 1; count <= 33; ++count) {
        uint128 total = 0;
        for (std::uint64_t i = 0; i < count; ++i)
            total += liability(i).balance;
        for (std::uint64_t i = 0; i < count; ++i) {
            auto const proof = proof_of(i, count);
            EXPECT_TRUE(proof.statement.root.sum == total);
            EXPECT_TRUE(check_liability(proof)) << i << " of " << count;
        }
    }
}

TEST(SumTreeTest, NothingElseIs) {
    auto const sound = proof_of(5, 11);
    auto const fails = [](LiabilityProof const& proof) {
        return !check_liability(proof).has_value();
    };
    auto proof = sound;
    EXPECT_FALSE(fails(proof));
    proof.liability.balance -= 1;
    EXPECT_TRUE(fails(proof));
    proof = sound;
    proof.liability.account += 1;
    EXPECT_TRUE(fails(proof));
    for (std::uint64_t index = 0; index <= 11; ++index) {
        proof = sound;
        proof.index = index;
        EXPECT_EQ(fails(proof), index != 5) << index;
    }
    for (std::size_t level = 0; level < sound.path.size(); ++level) {
        proof = sound;
        proof.path[level].sum -= 1;  // somebody else is owed less, and the total with them
        proof.statement.root.sum -= 1;
        EXPECT_TRUE(fails(proof)) << level;
    }
    proof = sound;
    proof.path.pop_back();
    EXPECT_TRUE(fails(proof));
    proof = sound;
    proof.path.push_back(sound.path.front());
    EXPECT_TRUE(fails(proof));
    proof = sound;
    proof.statement.root.sum += 1;
    EXPECT_TRUE(fails(proof));
}

TEST(SumTreeTest, ASumThatDoesNotFitIsRefused) {
    SumNode const large{{}, uint128_max};
    EXPECT_FALSE(sum_node(large, {{}, 1}));
    EXPECT_TRUE(sum_node(large, {{}, 0}));
    EXPECT_FALSE(sum_root(std::vector<SumNode>{large, large, large}));
    auto proof = proof_of(2, 4);
    proof.path.front().sum = uint128_max;
    EXPECT_FALSE(check_liability(proof));
}

TEST(SumTreeTest, AProofIsTextThatIsReadInOneWay) {
    auto const proof = proof_of(3, 9);
    auto const text = proof_text(proof);
    EXPECT_TRUE(parse_liability_proof(text).value() == proof);
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto harmed = text;
        harmed[at] = harmed[at] == '7' ? '8' : '7';
        auto const parsed = parse_liability_proof(harmed);
        EXPECT_TRUE(!parsed || proof_text(parsed.value()) == harmed) << at;
        EXPECT_FALSE(parse_liability_proof(text.substr(0, at)).has_value() && text[at - 1] != '\n')
            << at;
    }
}

}  // namespace
}  // namespace tally::prove
