// What one who asks for little notices of those who ask for too much, counted in commands: how many
// others are decided between its asking and its turn, and whether there is room for it at all.
#include "tools/serve/intake/job_queue.h"

#include <gtest/gtest.h>

#include <rapidcheck.h>

#include <cstdint>
#include <vector>

namespace tally::serve {
namespace {

constexpr std::uint32_t turn = 100;
constexpr std::uint64_t victim = 1'000;  // its key; the floods' are below

std::unique_ptr<Job> job(std::uint64_t key, std::uint32_t commands) {
    auto made = std::make_unique<Job>();
    made->connection = key;
    made->key = KeyNumber{static_cast<std::uint16_t>(key)};
    made->commands = commands;
    made->bytes.resize(commands);
    return made;
}

// Gives out the next turn as the engine does, and says how many commands whose lane got.
struct Turn {
    std::uint64_t key = 0;
    std::uint32_t commands = 0;
};

Turn take_turn(JobQueue& queue) {
    auto taken = queue.try_take();
    if (!taken) return {};
    auto const from = taken->next;
    taken->next = std::min(taken->commands, from + turn);
    taken->next_byte = taken->next;
    Turn const done{taken->connection, taken->next - from};
    queue.give_back(std::move(taken));
    return done;
}

// As many batches as are taken in.
void flood(JobQueue& queue, std::uint64_t key, std::uint32_t commands) {
    while (queue.push(job(key, commands))) {
    }
}

std::uint64_t commands_before_the_victim(JobQueue& queue) {
    std::uint64_t between = 0;
    for (auto done = take_turn(queue); done.key != victim; done = take_turn(queue))
        between += done.commands;
    return between;
}

TEST(FairnessTest, OneFloodTakesHalfOfTheRoomAndNFloodsLeaveAnotherShare) {
    JobQueue queue{QueueLimits{.commands = 1'200, .turn_commands = turn}};
    flood(queue, 1, 1);
    EXPECT_EQ(queue.size(), 600U);
    flood(queue, 2, 1);
    EXPECT_EQ(queue.size(), 900U);
    EXPECT_TRUE(queue.push(job(victim, 300)));
    EXPECT_FALSE(queue.push(job(1, 1)));
}

TEST(FairnessTest, TheBytesOfAFloodAreLimitedLikeItsCommands) {
    JobQueue queue{QueueLimits{.commands = 10'000, .bytes = 1'000, .turn_commands = turn}};
    flood(queue, 1, 10);
    EXPECT_EQ(queue.size(), 500U);
    EXPECT_TRUE(queue.push(job(victim, 500)));
}

// Batches of one from one key and batches of thousands from another get as many commands each.
TEST(FairnessTest, ATurnIsCountedInCommandsNotInBatches) {
    JobQueue queue{QueueLimits{.turn_commands = turn}};
    EXPECT_TRUE(queue.push(job(1, 5'000)));
    for (int i = 0; i < 1'000; ++i)
        EXPECT_TRUE(queue.push(job(victim, 1)));
    std::uint64_t of_flood = 0;
    std::uint64_t of_victim = 0;
    while (of_victim < 1'000) {
        auto const done = take_turn(queue);
        (done.key == victim ? of_victim : of_flood) += done.commands;
    }
    EXPECT_EQ(of_flood, 1'000U);
}

// What an oversized slice took is paid back: here every slice of the flood is ten turns long.
TEST(FairnessTest, WhatALaneTookBeyondItsTurnIsTakenOffTheNext) {
    JobQueue queue{QueueLimits{.turn_commands = 10}};
    flood(queue, 1, 150);
    EXPECT_TRUE(queue.push(job(victim, 40)));
    std::uint64_t of_flood = 0;
    for (auto done = take_turn(queue); done.key != victim; done = take_turn(queue))
        of_flood += done.commands;
    EXPECT_EQ(of_flood, 100U);
}

// However many floods there are, of whatever batches, and whenever they come: there is room for the
// victim's command, and at most one turn of each flood, overshoot included, goes before it.
TEST(FairnessTest, NoMixOfFloodsKeepsTheVictimWaitingForMoreThanATurnEach) {
    rc::check([] {
        JobQueue queue{QueueLimits{.commands = 20'000, .turn_commands = turn}};
        auto const floods = *rc::gen::inRange<std::uint64_t>(1, 8);
        for (int round = 0; round < 20; ++round) {
            for (std::uint64_t key = 1; key <= floods; ++key)
                flood(queue, key, *rc::gen::inRange<std::uint32_t>(1, 900));
            for (auto turns = *rc::gen::inRange(0, 10); turns > 0; --turns)
                static_cast<void>(take_turn(queue));
            RC_ASSERT(queue.push(job(victim, 1)));
            RC_ASSERT(commands_before_the_victim(queue) <= floods * 2 * turn);
        }
    });
}

}  // namespace
}  // namespace tally::serve
