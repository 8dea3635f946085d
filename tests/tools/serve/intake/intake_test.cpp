#include "tools/serve/intake/intake.h"

#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/client/command_batch.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <vector>

namespace tally::serve {
namespace {

// An intake over a real record, and its answers.
class IntakeWorld {
public:
    explicit IntakeWorld(std::uint32_t slice = 1'000) : slice_(slice) {
        StoreMeta meta;
        meta.origin = "intake.example";
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        outbox_.on_first([this] {
            std::lock_guard const lock{mutex_};
            woken_ = true;
            changed_.notify_all();
        });
        open();
    }

    void open() {
        IntakeOptions options;
        options.slice_commands = slice_;
        auto opened = Intake::open(data(), std::move(options), outbox_, [](Failure const& failure) {
            ADD_FAILURE() << failure.text;
        });
        intake_ = std::move(opened).value();
    }

    [[nodiscard]] Intake& intake() { return *intake_; }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    void submit(std::uint64_t request, client::CommandBatch const& batch) {
        Submission submission;
        submission.connection = 1;
        submission.request_id = request;
        submission.commands = &batch.leaves();
        EXPECT_TRUE(intake_->submit(submission).accepted);
    }

    void submit_lines(std::uint64_t request, std::string const& lines) {
        Submission submission;
        submission.connection = 1;
        submission.request_id = request;
        submission.json_lines = lines;
        EXPECT_TRUE(intake_->submit(submission).accepted);
    }

    // Waits for so many batches' answers.
    std::vector<Answered> answers(std::size_t count) {
        std::vector<Answered> all;
        std::vector<Outgoing> some;
        while (all.size() < count) {
            {
                std::unique_lock lock{mutex_};
                changed_.wait(lock, [this] { return woken_; });
                woken_ = false;
            }
            outbox_.take(some);
            for (auto& one : some)
                all.push_back(std::get<Answered>(std::move(one.what)));
            some.clear();
        }
        return all;
    }

private:
    TemporaryDirectory directory_;
    std::uint32_t slice_;
    Outbox outbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    std::unique_ptr<Intake> intake_;
};

CreateAsset asset() {
    CreateAsset command;
    command.code = *AssetCode::from("USD");
    command.scale = 2;
    return command;
}

CreateAccount account(std::uint64_t id) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{id};
    command.asset = AssetNumber{1};
    command.code = 1;
    return command;
}

CreateTransfer transfer(std::uint64_t id) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = AccountId{1};
    command.credit = AccountId{2};
    command.asset = AssetNumber{1};
    command.requested = Amount{5};
    command.code = 1;
    return command;
}

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
