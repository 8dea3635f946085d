#include "journal/checkpoint/checkpoint.h"

#include "journal/checkpoint/tlog_proof.h"
#include "journal/crypto/text.h"
#include "journal/tree/tree.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace tally {
namespace {

// The example of https://c2sp.org/tlog-checkpoint.
constexpr std::string_view specification_example =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku"
    "9nTo+zyWE+xeMcTOAYQ8=\n";

SigningKey const& key() {
    static auto const made = SigningKey::from_seed("example.com/ledger", Ed25519Seed{}).value();
    return made;
}

TEST(CheckpointTest, ReadsTheSpecificationsExample) {
    auto const checkpoint = parse_checkpoint(specification_example);
    ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().text;
    EXPECT_EQ(checkpoint.value().origin, "example.com/behind-the-sofa");
    EXPECT_EQ(checkpoint.value().head.size, 20'852'163U);
    EXPECT_EQ(to_base64(checkpoint.value().head.root.span()),
              "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    auto const note = parse_note(specification_example).value();
    EXPECT_EQ(checkpoint_text(checkpoint.value()), note.text);
}

TEST(CheckpointTest, WhatWasSignedVerifiesAndIsTheSameEachTime) {
    TreeHead const head{17, empty_root()};
    auto const note = sign_checkpoint(key(), head).value();
    EXPECT_EQ(sign_checkpoint(key(), head).value(), note);
    auto const checkpoint = verify_checkpoint(note, key().verifiers());
    ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().text;
    EXPECT_EQ(checkpoint.value(), (Checkpoint{"example.com/ledger", head, {}}));
}

TEST(CheckpointTest, ACheckpointOfAnotherOriginIsNotOurs) {
    auto const other = SigningKey::from_seed("example.com/other", Ed25519Seed{}).value();
    auto const note = sign_checkpoint(key(), {}).value();
    EXPECT_EQ(verify_checkpoint(note, other.verifiers()).error().kind, FailureKind::integrity);

    // Signed by a key that we know, but with a text of somebody else.
    auto const lent = format_note(
        key().sign("example.com/other\n0\n" + to_base64(empty_root().span()) + "\n").value());
    auto both = key().verifiers();
    EXPECT_TRUE(verify_checkpoint(lent, both).has_error());
    both.push_back(other.ed25519_verifier());
    EXPECT_TRUE(verify_checkpoint(lent, both).has_error());
}

TEST(CheckpointTest, TextsThatAreNoCheckpointAreRefused) {
    std::string const root = to_base64(empty_root().span());
    EXPECT_TRUE(parse_checkpoint_text("o\n0\n" + root + "\n").has_value());
    auto const extended = parse_checkpoint_text("o\n10\n" + root + "\nmore\n").value();
    EXPECT_EQ(extended.extensions, std::vector<std::string>{"more"});
    for (std::string const& bad : {std::string{},
                                   "\n0\n" + root + "\n",
                                   "o\n00\n" + root + "\n",
                                   "o\n-1\n" + root + "\n",
                                   "o\n1 \n" + root + "\n",
                                   "o\n\n" + root + "\n",
                                   "o\n18446744073709551616\n" + root + "\n",
                                   std::string{"o\n0\nAAAA\n"},
                                   "o\n0\n" + root,
                                   "o\n0\n" + root + "\nmore",
                                   "o\n0\n" + root + "\n\nmore\n"})
        EXPECT_TRUE(parse_checkpoint_text(bad).has_error()) << bad;
}

class TlogProofTest : public testing::Test {
protected:
    TlogProofTest() {
        std::vector<Hash32> hashes;
        for (std::uint8_t i = 0; i < 11; ++i) {
            leaves_.push_back({i, 0x55});
            hashes.push_back(leaf_hash(leaves_.back()));
        }
        LeafHashes source{hashes};
        TreeHead const head{hashes.size(), root_of(source, hashes.size()).value()};
        proof_.index = 6;
        proof_.path = inclusion_proof(source, 6, head.size).value();
        proof_.checkpoint = sign_checkpoint(key(), head).value();
    }

    std::vector<std::vector<std::uint8_t>> leaves_;
    TlogProof proof_;
};

TEST_F(TlogProofTest, GoesThroughTextAndVerifies) {
    for (auto const& extra : {std::vector<std::uint8_t>{}, leaves_[6]}) {
        proof_.extra = extra;
        auto const text = format_tlog_proof(proof_);
        EXPECT_TRUE(text.starts_with("c2sp.org/tlog-proof@v1\n"));
        EXPECT_EQ(text.find("extra ") != std::string::npos, !extra.empty());
        auto const parsed = parse_tlog_proof(text);
        ASSERT_TRUE(parsed.has_value()) << parsed.error().text;
        EXPECT_EQ(parsed.value(), proof_);
        auto const checkpoint = verify_tlog_proof(parsed.value(), leaves_[6], key().verifiers());
        ASSERT_TRUE(checkpoint.has_value()) << checkpoint.error().text;
        EXPECT_EQ(checkpoint.value().head.size, 11U);
    }
}

TEST_F(TlogProofTest, AnotherEntryOrAnotherPlaceDoesNotVerify) {
    auto const verifiers = key().verifiers();
    EXPECT_EQ(verify_tlog_proof(proof_, leaves_[7], verifiers).error().text,
              "proof: the path does not lead from entry 6 to the root of the checkpoint");
    auto moved = proof_;
    moved.index = 7;
    EXPECT_TRUE(verify_tlog_proof(moved, leaves_[6], verifiers).has_error());
    auto shortened = proof_;
    shortened.path.pop_back();
    EXPECT_TRUE(verify_tlog_proof(shortened, leaves_[6], verifiers).has_error());
}

TEST_F(TlogProofTest, EveryCutOfTheTextIsRefused) {
    proof_.extra = leaves_[6];
    auto const text = format_tlog_proof(proof_);
    auto const second_signature = text.rfind("\xe2\x80\x94");
    for (std::size_t size = 0; size < text.size(); ++size) {
        if (size == second_signature) continue;  // what is left is a note with one signature
        EXPECT_TRUE(parse_tlog_proof(text.substr(0, size)).has_error()) << size;
    }
}

TEST_F(TlogProofTest, ATextWithLinesOutOfPlaceIsRefused) {
    auto const good = format_tlog_proof(proof_);
    auto const replaced = [&](std::string_view from, std::string_view to) {
        auto text = good;
        return text.replace(text.find(from), from.size(), to);
    };
    for (auto const& bad : {replaced("@v1", "@v2"),
                            replaced("index 6", "index 06"),
                            replaced("index 6", "index"),
                            replaced("index 6", "extra \nindex 6"),
                            replaced("index 6", "extra AA=\nindex 6"),
                            replaced("index 6", "index 6\nextra AAAA")})
        EXPECT_TRUE(parse_tlog_proof(bad).has_error()) << bad;
    auto long_path = proof_;
    long_path.path.resize(65);
    EXPECT_TRUE(parse_tlog_proof(format_tlog_proof(long_path)).has_error());
}

}  // namespace
}  // namespace tally
