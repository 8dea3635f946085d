#include "journal/crypto/text.h"
#include "journal/signing/command_signer.h"
#include "tests/tools/serve/intake/intake_world.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tally::serve {
namespace {

constexpr char const* origin = "intake.example";

Bip340Secret secret(std::uint8_t seed) {
    Bip340Secret made;
    made.bytes.fill(seed);
    return made;
}

// An intake whose key 1 must sign, and is asked by nobody else.
class IntakeSignaturesTest : public ::testing::Test {
protected:
    IntakeSignaturesTest() {
        client::CommandBatch batch;
        AddKey add;
        add.public_key = PublicKey{bip340_public_key(secret(1)).value().bytes};
        EXPECT_TRUE(batch.add(add).has_value());
        EXPECT_TRUE(batch.add(GrantRole{KeyNumber{1}, Role::operations, {}, {}}).has_value());
        EXPECT_TRUE(batch.add(GrantRole{KeyNumber{1}, Role::transfer_agent, {}, {}}).has_value());
        EXPECT_TRUE(batch.add(SetPolicy{.kind = PolicyKind::signatures, .asset = {}, .amount = {}})
                        .has_value());
        world_.submit(1, batch);
        EXPECT_EQ(world_.answers(1)[0].answers.answers.back().outcome, Outcome::ok);
    }

    [[nodiscard]] static Submission of_key(std::uint64_t request) {
        Submission submission;
        submission.connection = 1;
        submission.key = KeyNumber{1};
        submission.request_id = request;
        return submission;
    }

    void submit(std::uint64_t request, client::CommandBatch const& batch) {
        auto submission = of_key(request);
        submission.commands = &batch.leaves();
        submission.signatures = batch.signatures();
        EXPECT_TRUE(world_.intake().submit(submission).accepted);
    }

    void add(client::CommandBatch& batch, Body const& command, CommandSigner& signer) {
        EXPECT_TRUE(batch.add(command, {{}, false, &signer}).has_value());
    }

    IntakeWorld world_{3};  // slices of three commands
    CommandSigner signer_{origin, secret(1), 1};
    CommandSigner thief_{origin, secret(2), 1};
};

TEST_F(IntakeSignaturesTest, GoodOnesAreEnteredAndBadOnesAreNotInTheirOrder) {
    client::CommandBatch batch;
    add(batch, asset(), signer_);
    for (std::uint64_t id = 1; id <= 20; ++id)
        add(batch, account(id), id % 4 == 0 ? thief_ : signer_);
    submit(7, batch);
    client::CommandBatch next;
    EXPECT_TRUE(next.add(account(30)).has_value());
    submit(8, next);
    auto const answers = world_.answers(2);
    EXPECT_EQ(answers[0].answers.request_id, 7U) << "the batches of a key keep their order";
    std::uint64_t sequence = 4;
    for (std::uint64_t id = 0; id <= 20; ++id) {
        auto const& answer = answers[0].answers.answers[id];
        bool const bad = id != 0 && id % 4 == 0;
        EXPECT_EQ(answer.faulty, bad) << id;
        EXPECT_EQ(answer.outcome, bad ? Outcome::command_signature_invalid : Outcome::ok) << id;
        if (bad) continue;
        EXPECT_EQ(answer.sequence, sequence) << "nothing of a bad one is entered";
        EXPECT_EQ(answer.consequences, 1U);
        sequence += 2;
    }
    EXPECT_EQ(answers[0].answers.faults.size(), 5U);
    EXPECT_EQ(answers[1].answers.answers[0].outcome, Outcome::signature_required);
    EXPECT_EQ(answers[1].answers.answers[0].sequence, sequence);
}

TEST_F(IntakeSignaturesTest, ASignatureIsGoodForOneRecordOneCommandAndOnce) {
    CommandSigner elsewhere{"intake.example2", secret(1), 1};
    client::CommandBatch batch;
    add(batch, asset(), elsewhere);
    add(batch, asset(), signer_);
    submit(7, batch);
    submit(8, batch);
    auto const answers = world_.answers(2);
    EXPECT_EQ(answers[0].answers.answers[0].outcome, Outcome::command_signature_invalid);
    EXPECT_EQ(answers[0].answers.answers[1].outcome, Outcome::ok);
    EXPECT_EQ(answers[1].answers.answers[1].outcome, Outcome::nonce_already_used);
}

TEST_F(IntakeSignaturesTest, AnAlteredLineIsNoCommandAndSaysWhy) {
    auto const signature = signer_.sign(asset(), false).value();
    std::string const proof =
        R"("signed":{"nonce":"1","signature":"0x)" + to_hex(signature.signature.span()) + R"("}})";
    auto submission = of_key(7);
    std::string const lines = R"({"command":"create_asset","asset":"EUR","scale":2,)" + proof +
                              "\n" + R"({"command":"create_asset","asset":"USD","scale":2,)" +
                              proof + "\n";
    submission.json_lines = lines;
    EXPECT_TRUE(world_.intake().submit(submission).accepted);
    auto const said = world_.answers(1)[0].json_lines.value();
    EXPECT_TRUE(said.starts_with(
        R"({"line":1,"result":"command_signature_invalid","error":"the signature is not key 1's)"))
        << said;
    EXPECT_NE(said.find(R"({"line":2,"sequence":4,"result":"ok","entries":[5]})"),
              std::string::npos)
        << said;
}

TEST_F(IntakeSignaturesTest, WhatABatchItselfCreatesCannotBeSignedForAndSaysSo) {
    auto const first = signer_.sign(asset(), false).value();
    auto account_of_usd = account(7);
    auto const second = signer_.sign(account_of_usd, false).value();
    auto const proof = [](CommandSignature const& signature) {
        return R"("signed":{"nonce":")" + std::to_string(signature.nonce) + R"(","signature":"0x)" +
               to_hex(signature.signature.span()) + "\"}}\n";
    };
    auto submission = of_key(7);
    std::string const lines =
        R"({"command":"create_asset","asset":"USD","scale":2,)" + proof(first) +
        R"({"command":"create_account","id":"7","asset":"USD","owner":"7","code":1,)" +
        proof(second);
    submission.json_lines = lines;
    EXPECT_TRUE(world_.intake().submit(submission).accepted);
    auto const answer = world_.answers(1)[0].answers;
    EXPECT_EQ(answer.answers[0].outcome, Outcome::ok);
    EXPECT_EQ(answer.answers[1].outcome, Outcome::command_signature_invalid);
    EXPECT_NE(answer.faults.at(0).text.find("began to exist after"), std::string::npos)
        << answer.faults[0].text;
}

TEST_F(IntakeSignaturesTest, OneBadMemberKeepsAChainFromHappening) {
    client::CommandBatch batch;
    add(batch, asset(), signer_);
    EXPECT_TRUE(batch.add(account(1), {{}, true, &signer_}).has_value());
    EXPECT_TRUE(batch.add(account(2), {{}, true, &thief_}).has_value());
    EXPECT_TRUE(batch.add(account(3), {{}, false, &signer_}).has_value());
    EXPECT_TRUE(batch.add(account(4), {{}, true, &signer_}).has_value());
    EXPECT_TRUE(batch.add(account(5), {{}, false, &signer_}).has_value());
    submit(7, batch);
    auto const answers = world_.answers(1)[0].answers.answers;
    EXPECT_TRUE(answers[1].faulty && answers[2].faulty && answers[3].faulty);
    EXPECT_EQ(answers[2].outcome, Outcome::command_signature_invalid);
    EXPECT_EQ(answers[4].outcome, Outcome::ok);
    EXPECT_EQ(answers[5].outcome, Outcome::ok);
    EXPECT_EQ(answers[5].sequence, answers[4].sequence + 2);
}

TEST_F(IntakeSignaturesTest, WhatIsBeingVerifiedIsEnteredBeforeTheRecordIsClosed) {
    client::CommandBatch batch;
    add(batch, asset(), signer_);
    for (std::uint64_t id = 1; id <= 50; ++id)
        add(batch, account(id), signer_);
    submit(7, batch);
    ASSERT_TRUE(world_.intake().close().has_value());
    auto const answers = world_.answers(1);
    EXPECT_EQ(answers[0].answers.answers.size(), 51U);
    EXPECT_EQ(answers[0].answers.answers.back().outcome, Outcome::ok);
}

TEST_F(IntakeSignaturesTest, WhoeverHoldsTheFilesMayPassOnWhatAKeySigned) {
    client::CommandBatch batch;
    add(batch, asset(), signer_);
    auto signatures = batch.signatures();
    Submission submission = of_key(7);
    submission.key = {};
    submission.commands = &batch.leaves();
    submission.signatures = signatures;
    EXPECT_TRUE(world_.intake().submit(submission).accepted);
    signatures[0].key = KeyNumber{1};
    submission.request_id = 8;
    EXPECT_TRUE(world_.intake().submit(submission).accepted);
    auto const answers = world_.answers(2);
    EXPECT_EQ(answers[0].answers.answers[0].outcome, Outcome::command_signature_invalid)
        << "whose it is must be said";
    EXPECT_EQ(answers[1].answers.answers[0].outcome, Outcome::ok);
}

}  // namespace
}  // namespace tally::serve
