#include "tests/tools/serve/intake/intake_world.h"

#include <gtest/gtest.h>

#include <string>

namespace tally::serve {
namespace {

constexpr KeyNumber trader{1};
constexpr KeyNumber desk{2};  // operates for one owner
constexpr KeyNumber operations{3};
constexpr Timestamp far_ahead{18'000'000'000 * ns_per_second};  // in the year 2540

// Who comes over the network may not say what time it is: that would let a trader expire what
// others have, and stop the record's clock for good.
class SaidTimeTest : public ::testing::Test {
protected:
    SaidTimeTest() {
        client::CommandBatch batch;
        for (std::uint8_t seed = 1; seed <= 3; ++seed) {
            AddKey add;
            add.public_key.bytes.fill(seed);
            EXPECT_TRUE(batch.add(add).has_value());
        }
        EXPECT_TRUE(batch.add(GrantRole{trader, Role::trader, {}, {}}).has_value());
        EXPECT_TRUE(
            batch.add(GrantRole{desk, Role::operations, {OwnerId{7}, {}, {}}, {}}).has_value());
        EXPECT_TRUE(batch.add(GrantRole{operations, Role::operations, {}, {}}).has_value());
        world_.submit(1, batch);
        EXPECT_EQ(world_.answers(1)[0].answers.answers.size(), 6U);
    }

    [[nodiscard]] Answered sent_by(KeyNumber key, client::CommandBatch const& batch) {
        Submission submission;
        submission.connection = 1;
        submission.key = key;
        submission.request_id = 2;
        submission.commands = &batch.leaves();
        EXPECT_TRUE(world_.intake().submit(submission).accepted);
        return world_.answers(1).at(0);
    }

    IntakeWorld world_;
};

TEST_F(SaidTimeTest, IsHeardFromAnOperatorAndFromNoOtherKey) {
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset(), {.time = far_ahead, .linked = false}).has_value());
    auto const before = world_.intake().tip();
    for (auto const key : {trader, desk}) {
        auto const refused = sent_by(key, batch).answers;
        EXPECT_TRUE(refused.answers.at(0).faulty);
        EXPECT_EQ(refused.answers.at(0).outcome, Outcome::not_authorized);
        EXPECT_NE(refused.faults.at(0).text.find("leave it out"), std::string::npos);
    }
    EXPECT_EQ(world_.intake().tip(), before) << "nothing of it is recorded";
    auto const taken = sent_by(operations, batch).answers;
    EXPECT_EQ(taken.answers.at(0).outcome, Outcome::ok);
    EXPECT_EQ(taken.answers.at(0).time, far_ahead);
}

TEST_F(SaidTimeTest, StopsAChainThatItStandsIn) {
    client::CommandBatch batch;
    ASSERT_TRUE(batch.add(asset(), {.time = {}, .linked = true}).has_value());
    ASSERT_TRUE(batch.add(account(1), {.time = far_ahead, .linked = false}).has_value());
    auto const before = world_.intake().tip();
    auto const refused = sent_by(trader, batch).answers;
    EXPECT_TRUE(refused.answers.at(0).faulty);
    EXPECT_EQ(refused.answers.at(1).outcome, Outcome::not_authorized);
    EXPECT_EQ(world_.intake().tip(), before);
}

TEST_F(SaidTimeTest, IsPointedAtInALine) {
    Submission submission;
    submission.connection = 1;
    submission.key = trader;
    submission.request_id = 2;
    submission.json_lines = "{\"command\":\"tick\",\"time\":\"2540-01-01T00:00:00Z\"}";
    EXPECT_TRUE(world_.intake().submit(submission).accepted);
    auto const lines = world_.answers(1).at(0).json_lines.value();
    EXPECT_NE(lines.find("\"column\":26"), std::string::npos) << lines;
    EXPECT_NE(lines.find("not_authorized"), std::string::npos) << lines;
}

}  // namespace
}  // namespace tally::serve
