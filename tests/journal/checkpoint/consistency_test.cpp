#include "journal/checkpoint/consistency.h"

#include "journal/checkpoint/signing_key.h"
#include "journal/crypto/text.h"
#include "journal/tree/hash_source.h"
#include "journal/tree/hashing.h"

#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

Hash32 hash(std::string_view hex) {
    return *fixed_from_hex<Hash32>(hex);
}

// The tree of the test vectors that Certificate Transparency's implementations share: 8 leaves.
LeafHashes published_tree() {
    std::vector<Hash32> leaves;
    for (std::string_view const leaf : {"",
                                        "00",
                                        "10",
                                        "2021",
                                        "3031",
                                        "40414243",
                                        "5051525354555657",
                                        "606162636465666768696a6b6c6d6e6f"})
        leaves.push_back(leaf_hash(*from_hex(leaf)));
    return LeafHashes{std::move(leaves)};
}

constexpr std::string_view published_roots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

SigningKey key() {
    Ed25519Seed seed;
    seed.bytes.fill(3);
    return SigningKey::from_seed("log.example", seed).value();
}

TEST(ConsistencyTest, ThePublishedTreeHasThePublishedRoots) {
    auto tree = published_tree();
    for (std::uint64_t size = 1; size <= 8; ++size)
        EXPECT_EQ(root_of(tree, size).value(), hash(published_roots[size - 1])) << size;
}

// Consistency from 6 to 8 and from 2 to 5, and inclusion of leaf 5 in 8, as published.
TEST(ConsistencyTest, ThePublishedTreeHasThePublishedProofs) {
    auto tree = published_tree();
    EXPECT_EQ(consistency_proof(tree, 6, 8).value(),
              (ProofPath{hash("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
                         hash("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                         hash(published_roots[3])}));
    EXPECT_EQ(
        consistency_proof(tree, 2, 5).value(),
        (ProofPath{hash("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                   hash("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")}));
    EXPECT_EQ(inclusion_proof(tree, 5, 8).value(),
              (ProofPath{hash("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                         hash("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
                         hash(published_roots[3])}));
}

TEST(ConsistencyTest, EveryProofOfTheTreeHoldsAndNoOther) {
    auto tree = published_tree();
    auto const verifiers = key().verifiers();
    for (std::uint64_t size = 1; size <= 8; ++size)
        for (std::uint64_t old = 0; old <= size; ++old) {
            TreeHead const head{size, hash(published_roots[size - 1])};
            ConsistencyProof const proof{old,
                                         consistency_proof(tree, old, size).value(),
                                         sign_checkpoint(key(), head).value()};
            auto const parsed = parse_consistency(format_consistency(proof));
            ASSERT_TRUE(parsed);
            EXPECT_EQ(parsed.value(), proof);
            TreeHead const before{old, root_of(tree, old).value()};
            EXPECT_TRUE(verify_consistency_proof(parsed.value(), before, verifiers));
            EXPECT_FALSE(
                verify_consistency_proof(parsed.value(), {old + 1, before.root}, verifiers));
            if (old == 0) continue;
            EXPECT_FALSE(verify_consistency_proof(
                parsed.value(), {old, hash(published_roots[old % 8])}, verifiers));
        }
}

TEST(ConsistencyTest, WhatIsNoProofIsSaid) {
    auto const note = sign_checkpoint(key(), {8, hash(published_roots[7])}).value();
    for (std::string const& text : {std::string{},
                                    "old\n\n" + note,
                                    "old x\n\n" + note,
                                    "old 01\n\n" + note,
                                    "old 1\nnotbase64\n\n" + note,
                                    "old 1\n" + note,
                                    std::string{"old 1\n"}})
        EXPECT_EQ(parse_consistency(text).error().kind, FailureKind::integrity) << text;
}

}  // namespace
}  // namespace tally
