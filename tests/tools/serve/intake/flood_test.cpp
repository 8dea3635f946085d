// A key that floods the whole intake over a real record, and another one that asks for one thing at
// a time. What the other notices is counted in commands, so that no load of the machine matters.
#include "tests/tools/serve/intake/intake_world.h"

#include <gtest/gtest.h>

namespace tally::serve {
namespace {

constexpr std::uint64_t quiet_connection = 99;
constexpr std::uint32_t turn = 500;
constexpr std::uint64_t block = 500;
constexpr std::uint64_t backlog = 4;

IntakeOptions options() {
    IntakeOptions options;
    options.slice_commands = turn;
    options.queue.turn_commands = turn;
    options.sequencer.block_entries = block;
    options.sequencer.backlog_blocks = backlog;
    return options;
}

void fill(client::CommandBatch& batch, std::uint64_t first, std::uint64_t count) {
    batch.clear();
    for (auto id = first; id < first + count; ++id)
        EXPECT_TRUE(batch.add(transfer(id)).has_value());
}

Submitted submit(Intake& intake,
                 std::uint64_t connection,
                 std::uint16_t key,
                 client::CommandBatch const& batch) {
    Submission submission;
    submission.connection = connection;
    submission.key = KeyNumber{key};
    submission.request_id = 1;
    submission.commands = &batch.leaves();
    return intake.submit(submission);
}

TEST(FloodTest, AFloodOfOneKeysConnectionsNeitherShutsOutNorDelaysAnotherKey) {
    IntakeWorld world{options()};
    client::CommandBatch flood;
    fill(flood, 1'000'000, 4'000);
    client::CommandBatch one;
    std::uint64_t most_between = 0;
    std::size_t most_queued = 0;
    for (std::uint64_t asked = 0; asked < 50; ++asked) {
        for (std::uint64_t connection = 1; connection <= 3; ++connection)
            while (submit(world.intake(), connection, 5, flood).accepted) {
            }
        most_queued = std::max(most_queued, world.intake().queued());
        auto const tip = world.intake().tip();
        fill(one, 1 + asked, 1);
        ASSERT_TRUE(submit(world.intake(), quiet_connection, 6, one).accepted);
        auto const answered = world.answer_to(quiet_connection);
        most_between = std::max(most_between, answered.answers.answers.at(0).sequence - tip);
    }
    EXPECT_GT(most_queued, 30'000U) << "it was no flood";
    // On the way to the disk: the backlog, the block that is written and the one that is filled.
    // Before its turn: the rest of the turn that runs, and the flood's next one.
    EXPECT_LE(most_between, (backlog + 2) * block + 2 * turn);
}

}  // namespace
}  // namespace tally::serve
