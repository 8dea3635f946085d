#include "journal/checkpoint/policy.h"

#include "journal/checkpoint/note.h"
#include "journal/checkpoint/signing_key.h"
#include "journal/crypto/text.h"

#include <gtest/gtest.h>

#include <string>

namespace tally {
namespace {

SigningKey key(std::string_view name, std::uint8_t seed_byte) {
    Ed25519Seed seed;
    seed.bytes.fill(seed_byte);
    return SigningKey::from_seed(name, seed).value();
}

SigningKey const& log_key() {
    static SigningKey const log = key("log.example", 1);
    return log;
}

SigningKey witness_key(int number) {
    return key("w" + std::to_string(number) + ".example", static_cast<std::uint8_t>(10 + number));
}

std::string witness_line(int number) {
    auto const name = std::to_string(number);
    return "witness X" + name + " " + witness_key(number).cosigner().line() + "\n";
}

// A checkpoint that these witnesses have cosigned.
std::string note_by(std::initializer_list<int> witnesses) {
    auto note = parse_note(sign_checkpoint(log_key(), {5, Hash32{}}).value()).value();
    for (int const number : witnesses)
        note.signatures.push_back(witness_key(number).cosign(note.text, 1'679'315'147).value());
    return format_note(note);
}

std::string example_policy() {
    return "# the shape of the specification's example\nlog " +
           log_key().ed25519_verifier().line() + " https://log.example/\n\n" + witness_line(1) +
           witness_line(2) + witness_line(3) + "group X 2 X1 X2 X3\n" + witness_line(4) + "\t " +
           witness_line(5) + "group Y any X4 X5\ngroup both all X Y\nquorum both\n";
}

TEST(PolicyTest, TheQuorumIsCountedThroughGroups) {
    auto const policy = Policy::parse(example_policy());
    ASSERT_TRUE(policy) << policy.error().text;
    auto const meets = [&](std::initializer_list<int> witnesses) {
        return policy.value().check(note_by(witnesses)).has_value();
    };
    EXPECT_FALSE(meets({}));
    EXPECT_FALSE(meets({1, 2, 3}));
    EXPECT_FALSE(meets({1, 4, 5}));
    EXPECT_TRUE(meets({1, 3, 5}));
    EXPECT_TRUE(meets({1, 2, 3, 4, 5}));
    EXPECT_EQ(policy.value().check(note_by({3, 5, 2})).value().witnesses,
              (std::vector<std::string>{"X2", "X3", "X5"}));
}

TEST(PolicyTest, ALogMustHaveSignedUnderItsOwnOrigin) {
    auto const policy =
        Policy::parse("log " + log_key().ed25519_verifier().line() + "\nquorum none\n").value();
    EXPECT_TRUE(policy.check(note_by({})));
    auto const foreign = sign_checkpoint(key("other.example", 1), {5, Hash32{}}).value();
    EXPECT_FALSE(policy.check(foreign));
    EXPECT_EQ(policy.check(foreign).error().kind, FailureKind::integrity);
}

TEST(PolicyTest, AWrongCosignatureOfAKnownWitnessIsFound) {
    auto const policy = Policy::parse(witness_line(1) + "log " +
                                      log_key().ed25519_verifier().line() + "\nquorum none")
                            .value();
    auto note = parse_note(note_by({1})).value();
    auto& cosignature = note.signatures.back().signature;
    EXPECT_TRUE(policy.check(format_note(note)));
    ++cosignature[7];  // another time than was signed
    EXPECT_FALSE(policy.check(format_note(note)));
    --cosignature[7];
    cosignature.pop_back();
    EXPECT_FALSE(policy.check(format_note(note)));
}

TEST(PolicyTest, WhatIsNoPolicyIsNamedByItsLine) {
    auto const log = "log " + log_key().ed25519_verifier().line() + "\n";

    struct Case {
        std::string text;
        char const* says;
    };

    Case const cases[] = {
        {log, "no quorum"},
        {log + "quorum X1\n", "line 2"},
        {log + log + "quorum none\n", "line 2"},
        {log + "quorum none\nquorum none\n", "line 3"},
        {"log nonsense\nquorum none\n", "line 1"},
        {"log " + witness_key(1).cosigner().line() + "\nquorum none\n", "line 1"},
        {"witness w " + log_key().ed25519_verifier().line() + "\nquorum none\n", "line 1"},
        {"witness none " + witness_key(1).cosigner().line() + "\nquorum none\n", "line 1"},
        {witness_line(1) + "group g 2 X1\nquorum g\n", "line 2"},
        {witness_line(1) + "group g 0 X1\nquorum g\n", "line 2"},
        {witness_line(1) + "group g any X1 X1\nquorum g\n", "line 2"},
        {witness_line(1) + "group g any X1\ngroup h any X1\nquorum g\n", "line 3"},
        {witness_line(1) + "group X1 any X1\nquorum X1\n", "line 2"},
        {"anything else\n", "line 1"},
        {"quorum none\r\n", "line 1"},
    };
    for (auto const& test : cases) {
        auto const parsed = Policy::parse(test.text);
        ASSERT_FALSE(parsed) << test.text;
        EXPECT_EQ(parsed.error().kind, FailureKind::usage);
        EXPECT_NE(parsed.error().text.find(test.says), std::string::npos) << parsed.error().text;
    }
}

// The message that C2SP tlog-cosignature gives as its example, to the byte.
TEST(PolicyTest, ACosignatureIsOverTheMessageOfTheSpecification) {
    EXPECT_EQ(cosigned_message("example.com/behind-the-sofa\n20852163\n"
                               "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
                               1'679'315'147),
              "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
              "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
    // The time stands before the signature as in the example's line: jWbPPw AAAAAGQYUMs ...
    auto const example = from_base64("AAAAAGQYUMs=").value();
    auto const ours = witness_key(1).cosign("x\n", 1'679'315'147).value().signature;
    EXPECT_TRUE(std::equal(example.begin(), example.end(), ours.begin()));
    EXPECT_EQ(ours.size(), 72U);
}

TEST(PolicyTest, ACosignersKeyIsALineLikeOthers) {
    auto const verifier = witness_key(1).cosigner();
    EXPECT_EQ(parse_verifier(verifier.line()).value(), verifier);
    EXPECT_NE(verifier.key_id, witness_key(1).ed25519_verifier().key_id);
}

}  // namespace
}  // namespace tally
