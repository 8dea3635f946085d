#include "tools/serve/intake/intake.h"

#include "journal/checkpoint/checkpoint.h"
#include "tests/tools/serve/intake/intake_world.h"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tally::serve {
namespace {

void add_setting(client::CommandBatch& batch) {
    EXPECT_TRUE(batch.add(asset()).has_value());
    EXPECT_TRUE(batch.add(account(1)).has_value());
    EXPECT_TRUE(batch.add(account(2)).has_value());
}

std::vector<Outcome> outcomes(Answered const& answered) {
    std::vector<Outcome> all;
    for (auto const& answer : answered.answers.answers)
        all.push_back(answer.outcome);
    return all;
}

TEST(IntakeTest, AnswersEveryCommandOfABatchInOrder) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    EXPECT_TRUE(batch.add(transfer(9)).has_value());
    EXPECT_TRUE(batch.add(transfer(9)).has_value());
    world.submit(77, batch);
    auto const answers = world.answers(1);
    EXPECT_EQ(answers[0].answers.request_id, 77U);
    EXPECT_EQ(outcomes(answers[0]),
              (std::vector{Outcome::ok, Outcome::ok, Outcome::ok, Outcome::ok, Outcome::exists}));
    EXPECT_EQ(answers[0].answers.answers.back().sequence, 4U);
    EXPECT_EQ(world.intake().tip(), 5U);
}

TEST(IntakeTest, TimePassesFromBatchToBatch) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    world.submit(1, batch);
    auto const first = world.answers(1)[0].answers.answers.back().time;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    batch.clear();
    EXPECT_TRUE(batch.add(transfer(9)).has_value());
    world.submit(2, batch);
    auto const second = world.answers(1)[0].answers.answers.front().time;
    EXPECT_GT(second, first);
}

TEST(IntakeTest, BatchesInSlicesAreAnsweredWhole) {
    IntakeWorld world{3};
    client::CommandBatch setting;
    add_setting(setting);
    world.submit(1, setting);
    client::CommandBatch batch;
    for (std::uint64_t id = 1; id <= 100; ++id)
        EXPECT_TRUE(batch.add(transfer(id)).has_value());
    world.submit(2, batch);
    world.submit(3, batch);
    auto const answers = world.answers(3);
    EXPECT_EQ(answers[1].answers.answers.size(), 100U);
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_EQ(answers[1].answers.answers[i].sequence, 3 + i);
        EXPECT_EQ(answers[2].answers.answers[i].outcome, Outcome::exists);
    }
}

TEST(IntakeTest, WhatIsNoCommandIsSaidAndStopsNothing) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    EXPECT_TRUE(batch.add(Fill{}).has_value());
    EXPECT_TRUE(batch.add(transfer(1)).has_value());
    world.submit(1, batch);
    auto const answered = world.answers(1)[0].answers;
    EXPECT_TRUE(answered.answers[3].faulty);
    EXPECT_EQ(answered.faults.at(0).index, 3U);
    EXPECT_NE(answered.faults[0].text.find("fill is no command"), std::string::npos);
    EXPECT_EQ(answered.answers[4].sequence, 3U);
}

TEST(IntakeTest, AChainWithoutAnEndOrWithAFaultIsNotSubmittedAtAll) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    EXPECT_TRUE(batch.add(transfer(1), {.time = {}, .linked = true}).has_value());
    EXPECT_TRUE(batch.add(Fill{}, {.time = {}, .linked = true}).has_value());
    EXPECT_TRUE(batch.add(transfer(2)).has_value());
    EXPECT_TRUE(batch.add(transfer(3)).has_value());
    EXPECT_TRUE(batch.add(transfer(4), {.time = {}, .linked = true}).has_value());
    world.submit(1, batch);
    auto const answered = world.answers(1)[0].answers;
    EXPECT_EQ(answered.faults.size(), 4U);
    EXPECT_TRUE(answered.answers[3].faulty && answered.answers[4].faulty &&
                answered.answers[5].faulty);
    EXPECT_FALSE(answered.answers[6].faulty);
    EXPECT_TRUE(answered.answers[7].faulty);
    EXPECT_NE(answered.faults[3].text.find("ends within a linked chain"), std::string::npos);
    EXPECT_EQ(world.intake().tip(), 4U);
}

TEST(IntakeTest, AChainHappensAsAWhole) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    EXPECT_TRUE(batch.add(transfer(1), {.time = {}, .linked = true}).has_value());
    EXPECT_TRUE(batch.add(transfer(0)).has_value());
    world.submit(1, batch);
    auto const got = outcomes(world.answers(1)[0]);
    EXPECT_EQ(got[3], Outcome::linked_event_failed);
    EXPECT_EQ(got[4], Outcome::id_must_not_be_zero);
}

TEST(IntakeTest, WhatAClientSaysAboutTheEnginesDecisionsIsNotHeard) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    auto forged = transfer(1);
    forged.amount = Amount{1'000'000};
    forged.outcome = Outcome::exists;
    EXPECT_TRUE(batch.add(forged).has_value());
    world.submit(1, batch);
    EXPECT_EQ(outcomes(world.answers(1)[0]).back(), Outcome::ok);
}

TEST(IntakeTest, LinesOfJsonAreAnsweredAsApplyAnswersThem) {
    IntakeWorld world;
    world.submit_lines(1,
                       "{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":2}\n"
                       "{\"command\":\"nonsense\"}\n"
                       "{\"command\":\"create_account\",\"id\":\"1\",\"asset\":\"USD\",\"owner\":"
                       "\"7\",\"code\":10}\n");
    auto const answers = world.answers(1);
    auto const& lines = answers[0].json_lines.value();
    EXPECT_TRUE(lines.starts_with(
        "{\"line\":1,\"sequence\":0,\"result\":\"ok\",\"entries\":[]}\n{\"line\":2,\"error\":"));
    EXPECT_NE(lines.find("{\"line\":3,\"sequence\":1,\"result\":\"ok\",\"entries\":[]}\n"),
              std::string::npos);
}

TEST(IntakeTest, ATreeThatHasGrownIsSignedWithoutBeingAsked) {
    IntakeOptions options;
    options.sequencer.key = SigningKey::generate("intake.example").value();
    options.sign_every = std::chrono::milliseconds{1};
    auto const verifiers = options.sequencer.key->verifiers();
    IntakeWorld world{std::move(options)};
    client::CommandBatch batch;
    add_setting(batch);
    world.submit(1, batch);
    static_cast<void>(world.answers(1));
    auto const signed_size = [&] {
        std::ifstream file{world.data() + "/checkpoint"};
        std::string const note{std::istreambuf_iterator<char>{file}, {}};
        auto const checked = verify_checkpoint(note, verifiers);
        return checked ? checked.value().head.size : 0;
    };
    auto const patience = std::chrono::steady_clock::now() + std::chrono::minutes{1};
    while (signed_size() < 3 && std::chrono::steady_clock::now() < patience)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    EXPECT_EQ(signed_size(), 3U);  // and the record got no entry for it
}

TEST(IntakeTest, WhatWasAnsweredIsThereAfterARestart) {
    IntakeWorld world;
    client::CommandBatch batch;
    add_setting(batch);
    world.submit(1, batch);
    static_cast<void>(world.answers(1));
    EXPECT_TRUE(world.intake().close().has_value());
    world.open();
    EXPECT_EQ(world.intake().tip(), 3U);
    world.submit(2, batch);
    EXPECT_EQ(outcomes(world.answers(1)[0]),
              (std::vector{Outcome::exists, Outcome::exists, Outcome::exists}));
}

}  // namespace
}  // namespace tally::serve
