#include "journal/tree/proof.h"

#include "journal/tree/hashing.h"
#include "tests/journal/tree/naive_tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <vector>

namespace tally {
namespace {

constexpr std::size_t exhaustive_size = 72;

TreeHead head_of(std::span<Hash32 const> leaves) {
    return {leaves.size(), naive::root(leaves)};
}

TEST(ProofTest, InclusionIsAsTheNaiveTreeSaysAndVerifiesForEveryLeafOfEverySize) {
    auto const leaves = naive::leaves(exhaustive_size);
    LeafHashes source{leaves};
    for (std::size_t size = 1; size <= leaves.size(); ++size) {
        auto const tree = std::span{leaves}.first(size);
        auto const head = head_of(tree);
        EXPECT_EQ(root_of(source, size).value(), head.root);
        for (std::size_t index = 0; index < size; ++index) {
            auto const proof = inclusion_proof(source, index, size).value();
            ASSERT_EQ(proof, naive::path(index, tree));
            ASSERT_TRUE(verify_inclusion(leaves[index], index, head, proof));
            ASSERT_FALSE(verify_inclusion(leaves[index], index + 1, head, proof));
            ASSERT_FALSE(verify_inclusion(leaves[index], size, head, proof));
        }
    }
}

TEST(ProofTest, ConsistencyIsAsTheNaiveTreeSaysAndVerifiesForEveryPairOfSizes) {
    auto const leaves = naive::leaves(exhaustive_size);
    LeafHashes source{leaves};
    for (std::size_t new_size = 0; new_size <= leaves.size(); ++new_size) {
        auto const tree = std::span{leaves}.first(new_size);
        for (std::size_t old_size = 0; old_size <= new_size; ++old_size) {
            auto const old_head = head_of(tree.first(old_size));
            auto const proof = consistency_proof(source, old_size, new_size).value();
            if (old_size > 0) {
                ASSERT_EQ(proof, naive::subproof(old_size, tree, true));
            }
            ASSERT_TRUE(verify_consistency(old_head, head_of(tree), proof));
        }
    }
}

TEST(ProofTest, WhatIsNotInTheTreeCannotBeAskedFor) {
    LeafHashes source{naive::leaves(5)};
    EXPECT_EQ(inclusion_proof(source, 5, 5).error().text,
              "proof: entry 5 is not in a record of 5 entries");
    EXPECT_EQ(inclusion_proof(source, 0, 0).error().kind, FailureKind::usage);
    EXPECT_EQ(consistency_proof(source, 4, 3).error().text,
              "proof: a record of 3 entries does not contain one of 4");
    EXPECT_TRUE(inclusion_proof(source, 0, 6).has_error());
    EXPECT_TRUE(source.subtree(64, 0).has_error());
}

// One wrong bit anywhere, one hash more or less, the leaf or the root of another tree: all refused.
RC_GTEST_PROP(ProofTest, ADamagedInclusionProofIsRefused, ()) {
    auto const leaves = naive::leaves(*rc::gen::inRange<std::size_t>(2, 200));
    LeafHashes source{leaves};
    auto const index = *rc::gen::inRange<std::size_t>(0, leaves.size());
    auto const head = head_of(leaves);
    auto proof = inclusion_proof(source, index, leaves.size()).value();
    auto const at = *rc::gen::inRange<std::size_t>(0, proof.size());
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            proof[at].bytes[*rc::gen::inRange<std::size_t>(0, 32)] ^= 1U;
            break;
        case 1:
            proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(at));
            break;
        case 2:
            proof.insert(proof.begin() + static_cast<std::ptrdiff_t>(at), leaves[index]);
            break;
        default:
            RC_ASSERT(!verify_inclusion(leaves[(index + 1) % leaves.size()], index, head, proof));
            return;
    }
    RC_ASSERT(!verify_inclusion(leaves[index], index, head, proof));
}

RC_GTEST_PROP(ProofTest, ADamagedConsistencyProofIsRefused, ()) {
    auto const leaves = naive::leaves(*rc::gen::inRange<std::size_t>(2, 200));
    LeafHashes source{leaves};
    auto const old_size = *rc::gen::inRange<std::size_t>(1, leaves.size());
    auto const new_head = head_of(leaves);
    auto old_head = head_of(std::span{leaves}.first(old_size));
    auto proof = consistency_proof(source, old_size, leaves.size()).value();
    auto const at = *rc::gen::inRange<std::size_t>(0, proof.size());
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            proof[at].bytes[*rc::gen::inRange<std::size_t>(0, 32)] ^= 1U;
            break;
        case 1:
            proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(at));
            break;
        case 2:
            proof.push_back(leaves[0]);
            break;
        default:
            old_head.root.bytes[0] ^= 1U;
            break;
    }
    RC_ASSERT(!verify_consistency(old_head, new_head, proof));
}

TEST(ProofTest, AShrunkOrForkedRecordIsNotConsistent) {
    auto const leaves = naive::leaves(9);
    auto forked = leaves;
    forked[3].bytes[0] ^= 1U;
    LeafHashes source{forked};
    auto const proof = consistency_proof(source, 6, 9).value();
    EXPECT_FALSE(verify_consistency(head_of(std::span{leaves}.first(6)), head_of(forked), proof));
    EXPECT_FALSE(verify_consistency(head_of(leaves), head_of(std::span{leaves}.first(6)), proof));
    EXPECT_FALSE(verify_consistency(head_of(leaves), head_of(forked), {}));
    EXPECT_FALSE(verify_consistency({0, leaves[0]}, head_of(leaves), {}));
}

TEST(ProofTest, SizesNearTheLargestAreNotWalkedForEver) {
    Hash32 const hash = empty_root();
    TreeHead const huge{UINT64_MAX, hash};
    EXPECT_FALSE(verify_inclusion(hash, UINT64_MAX - 1, huge, {}));
    EXPECT_FALSE(verify_inclusion(hash, 0, huge, std::vector<Hash32>(64, hash)));
    EXPECT_FALSE(verify_consistency({1, hash}, huge, std::vector<Hash32>(64, hash)));
}

}  // namespace
}  // namespace tally
