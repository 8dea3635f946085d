#include "tools/serve/intake/job_queue.h"

#include <gtest/gtest.h>

#include <utility>

namespace tally::serve {
namespace {

auto const never = std::chrono::steady_clock::now() + std::chrono::hours{1};

std::unique_ptr<Job> job(std::uint64_t connection, std::uint64_t request, std::uint32_t commands) {
    auto made = std::make_unique<Job>();
    made->connection = connection;
    made->request_id = request;
    made->commands = commands;
    return made;
}

// Takes the next turn, does so many commands of it, and gives it back.
std::pair<std::uint64_t, std::uint64_t> take_turn(JobQueue& queue, std::uint32_t slice) {
    auto taken = queue.try_take();
    if (!taken) return {0, 0};
    std::pair const whose{taken->connection, taken->request_id};
    taken->next = std::min(taken->commands, taken->next + slice);
    queue.give_back(std::move(taken));
    return whose;
}

using Turn = std::pair<std::uint64_t, std::uint64_t>;

TEST(JobQueueTest, AFloodOfOneConnectionDelaysAnothersCommandByOneSlice) {
    JobQueue queue{QueueLimits{}};
    for (std::uint64_t request = 1; request <= 5; ++request)
        EXPECT_TRUE(queue.push(job(1, request, 8'000)));
    EXPECT_EQ(take_turn(queue, 1'000), (Turn{1, 1}));
    EXPECT_TRUE(queue.push(job(2, 99, 1)));
    EXPECT_EQ(take_turn(queue, 1'000), (Turn{1, 1}));
    EXPECT_EQ(take_turn(queue, 1'000), (Turn{2, 99}));
    EXPECT_EQ(take_turn(queue, 1'000), (Turn{1, 1}));
}

TEST(JobQueueTest, AConnectionsBatchesKeepTheirOrder) {
    JobQueue queue{QueueLimits{}};
    for (std::uint64_t request = 1; request <= 3; ++request)
        EXPECT_TRUE(queue.push(job(7, request, 2)));
    std::vector<Turn> turns;
    for (auto turn = take_turn(queue, 1); turn != Turn{}; turn = take_turn(queue, 1))
        turns.push_back(turn);
    EXPECT_EQ(turns, (std::vector<Turn>{{7, 1}, {7, 1}, {7, 2}, {7, 2}, {7, 3}, {7, 3}}));
}

TEST(JobQueueTest, ABatchThatComesWhileItsConnectionHasItsTurnWaits) {
    JobQueue queue{QueueLimits{}};
    EXPECT_TRUE(queue.push(job(1, 1, 2)));
    auto out = queue.try_take();
    EXPECT_TRUE(queue.push(job(1, 2, 2)));
    EXPECT_EQ(queue.try_take(), nullptr);
    out->next = 1;
    queue.give_back(std::move(out));
    EXPECT_EQ(take_turn(queue, 5), (Turn{1, 1}));
    EXPECT_EQ(take_turn(queue, 5), (Turn{1, 2}));
}

TEST(JobQueueTest, RefusesWhatWouldBeTooMuchButAlwaysTakesOneJob) {
    JobQueue queue{QueueLimits{.commands = 10, .bytes = 1'000}};
    EXPECT_TRUE(queue.push(job(1, 1, 50)));
    EXPECT_FALSE(queue.push(job(2, 1, 1)));
    EXPECT_EQ(queue.size(), 50U);
    EXPECT_EQ(take_turn(queue, 45), (Turn{1, 1}));
    EXPECT_TRUE(queue.push(job(2, 1, 5)));
    EXPECT_FALSE(queue.push(job(3, 1, 1)));
}

TEST(JobQueueTest, GivesOutWhatIsThereAfterItWasClosed) {
    JobQueue queue{QueueLimits{}};
    EXPECT_TRUE(queue.push(job(1, 1, 1)));
    queue.close();
    EXPECT_FALSE(queue.push(job(1, 2, 1)));
    std::unique_ptr<Job> taken;
    EXPECT_EQ(queue.wait(taken, never), JobQueue::Turn::job);
    taken->next = 1;
    queue.give_back(std::move(taken));
    EXPECT_EQ(queue.wait(taken, never), JobQueue::Turn::closed);
}

TEST(JobQueueTest, AWaitEndsWhenItsTimeHasCome) {
    JobQueue queue{QueueLimits{}};
    std::unique_ptr<Job> taken;
    EXPECT_EQ(queue.wait(taken, std::chrono::steady_clock::now()), JobQueue::Turn::poked);
    EXPECT_EQ(taken, nullptr);
}

TEST(JobQueueTest, TheConnectionsOfOneKeyShareATurn) {
    JobQueue queue{QueueLimits{.turn_commands = 10}};
    for (std::uint64_t connection = 1; connection <= 3; ++connection) {
        auto flood = job(connection, 1, 10);
        flood->key = KeyNumber{5};
        EXPECT_TRUE(queue.push(std::move(flood)));
    }
    auto other = job(4, 1, 10);
    other->key = KeyNumber{6};
    EXPECT_TRUE(queue.push(std::move(other)));
    EXPECT_EQ(take_turn(queue, 10), (Turn{1, 1}));
    EXPECT_EQ(take_turn(queue, 10), (Turn{4, 1}));
    EXPECT_EQ(take_turn(queue, 10), (Turn{2, 1}));
    EXPECT_EQ(take_turn(queue, 10), (Turn{3, 1}));
}

}  // namespace
}  // namespace tally::serve
