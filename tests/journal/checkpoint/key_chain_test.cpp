#include "journal/checkpoint/key_chain.h"

#include "journal/checkpoint/signing_key.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace tally {
namespace {

constexpr char const* origin = "example.com/books";

SigningKey key_number(std::uint8_t number, char const* name = origin) {
    Ed25519Seed seed;
    seed.bytes.fill(number);
    return SigningKey::from_seed(name, seed).value();
}

std::string note_of(SigningKey const& key, std::uint64_t size) {
    return sign_checkpoint(key, {size, Hash32{}}).value();
}

// The keys 1, 2 and 3, each in the place of the one before at the entries 10 and 20.
class KeyChainTest : public testing::Test {
protected:
    Result<KeyChain> follow(std::vector<Verifier> const& given = {}) const {
        return KeyChain::follow(origin, first_.verifiers(), rotations_, given);
    }

    static bool verifies(KeyChain const& chain, std::string const& note) {
        return chain.verify(note).has_value();
    }

    SigningKey first_ = key_number(1);
    SigningKey second_ = key_number(2);
    SigningKey third_ = key_number(3);
    std::vector<KeyRotation> rotations_{first_.hand_over(10, second_).value(),
                                        second_.hand_over(20, third_).value()};
};

TEST_F(KeyChainTest, EachKeySignsTheTreesOfItsOwnTime) {
    auto const chain = follow(first_.verifiers()).value();

    struct Case {
        SigningKey const& key;
        std::uint64_t size;
        bool holds;
    };

    for (auto const& [key, size, holds] : {Case{first_, 0, true},
                                           {first_, 10, true},
                                           {first_, 11, false},
                                           {second_, 10, false},
                                           {second_, 11, true},
                                           {second_, 20, true},
                                           {second_, 21, false},
                                           {third_, 20, false},
                                           {third_, 21, true},
                                           {first_, 21, false}})
        EXPECT_EQ(verifies(chain, note_of(key, size)), holds) << size;
}

TEST_F(KeyChainTest, ANoteOfBothKeysHoldsAndAWrongSignatureOfTheOldOneDoesNot) {
    auto const chain = follow(first_.verifiers()).value();
    auto both = first_.sign(parse_note(note_of(first_, 11)).value().text).value();
    auto const second = second_.sign(both.text).value().signatures;
    both.signatures.insert(both.signatures.end(), second.begin(), second.end());
    EXPECT_TRUE(verifies(chain, format_note(both)));
    both.signatures.front().signature.back() ^= 1U;
    EXPECT_FALSE(verifies(chain, format_note(both)));
}

TEST_F(KeyChainTest, ARotationThatTheOldKeyDidNotSignIsRefusedByEntry) {
    auto const refused = [this](KeyRotation const& rotation) {
        rotations_[1] = rotation;
        auto const chain = follow(first_.verifiers());
        return !chain && chain.error().kind == FailureKind::integrity &&
               chain.error().text.starts_with("entry ");
    };
    auto const good = rotations_[1];
    EXPECT_TRUE(refused(first_.hand_over(20, third_).value()));  // by one replaced before
    EXPECT_TRUE(refused(third_.hand_over(20, third_).value()));  // by itself
    auto moved = good;
    moved.at = 21;
    EXPECT_TRUE(refused(moved));
    auto other = good;
    other.ed25519 = key_number(4).ed25519_verifier();
    EXPECT_TRUE(refused(other));
    other = good;
    other.bip340 = key_number(4).bip340_verifier();
    EXPECT_TRUE(refused(other));
    EXPECT_FALSE(refused(good));
}

TEST_F(KeyChainTest, AnotherRecordsRotationIsRefused) {
    auto const stranger = key_number(1, "example.com/other");
    rotations_ = {stranger.hand_over(10, second_).value()};
    EXPECT_FALSE(follow(first_.verifiers()).has_value());
}

TEST_F(KeyChainTest, TrustBeginsWithTheGivenKey) {
    auto const late = follow(third_.verifiers()).value();
    EXPECT_TRUE(verifies(late, note_of(first_, 5)));
    EXPECT_FALSE(late.is_trusted(5));
    EXPECT_FALSE(late.is_trusted(20));
    EXPECT_TRUE(late.is_trusted(21));
    EXPECT_TRUE(follow(first_.verifiers()).value().is_trusted(5));
    EXPECT_TRUE(follow().value().is_trusted(5));  // the record's own word
}

TEST_F(KeyChainTest, AKeyThatIsNoneOfTheRecordsLeadsNowhere) {
    EXPECT_FALSE(follow(key_number(9).verifiers()).has_value());
    rotations_.clear();
    auto const chain = follow(key_number(9).verifiers()).value();
    EXPECT_FALSE(verifies(chain, note_of(first_, 5)));
}

TEST_F(KeyChainTest, OnlyTheGivenHalfOfAKeyIsTrusted) {
    EXPECT_TRUE(follow({first_.ed25519_verifier()}).has_value());
    EXPECT_FALSE(follow({first_.bip340_verifier()}).has_value());
}

TEST_F(KeyChainTest, TheListOfRotationsReadsBackAndNamesTheBadLine) {
    auto const text = rotation_line(rotations_[0]) + rotation_line(rotations_[1]);
    auto expected = rotations_;
    for (auto& rotation : expected)
        rotation.signature = {};
    EXPECT_EQ(parse_rotations(text).value(), expected);
    EXPECT_TRUE(parse_rotations("").value().empty());
    for (auto const& bad : {text + "x\n",
                            text + "7 8 9\n",
                            text + text.substr(0, text.size() / 2 - 1),
                            text + "\n"}) {
        auto const parsed = parse_rotations(bad);
        ASSERT_FALSE(parsed.has_value());
        EXPECT_NE(parsed.error().text.find("line 3"), std::string::npos) << parsed.error().text;
    }
}

}  // namespace
}  // namespace tally
