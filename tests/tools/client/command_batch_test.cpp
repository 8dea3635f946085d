#include "tools/client/command_batch.h"

#include "journal/codec/codec.h"
#include "tools/wire/limits.h"

#include <gtest/gtest.h>

namespace tally::client {
namespace {

CreateTransfer transfer(std::uint64_t id) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.requested = Amount{id};
    return command;
}

TEST(CommandBatchTest, HoldsCommandsAsTheLeavesThatTheyAre) {
    CommandBatch batch;
    EXPECT_TRUE(batch.add(transfer(1), {.time = Timestamp{77}, .linked = true}).has_value());
    EXPECT_TRUE(batch.add(transfer(2)).has_value());
    auto const& [sizes, bytes] = batch.leaves();
    ASSERT_EQ(sizes.size(), 2U);
    auto const first = decode_leaf(bytes.first(sizes[0])).value();
    EXPECT_EQ(first.time, Timestamp{77});
    EXPECT_TRUE(first.linked);
    auto const second = decode_leaf(bytes.subspan(sizes[0])).value();
    EXPECT_EQ(second.time, Timestamp{});
    EXPECT_FALSE(second.linked);
    EXPECT_EQ(std::get<CreateTransfer>(second.body).requested, Amount{2});
}

TEST(CommandBatchTest, APlainTransferIsAsShortAsInTheRecord) {
    auto recorded = transfer(7);
    recorded.amount = recorded.requested;
    LeafBuffer leaf;
    EXPECT_TRUE(encode_leaf(Entry{{}, {}, {}, false, {}, recorded}, leaf).has_value());
    CommandBatch batch;
    EXPECT_TRUE(batch.add(transfer(7)).has_value());
    EXPECT_EQ(batch.leaves().sizes[0], leaf.size());
}

TEST(CommandBatchTest, TakesNoMoreThanABatchMayHave) {
    CommandBatch batch;
    for (std::uint64_t id = 1; id <= wire::batch_commands_max; ++id)
        ASSERT_TRUE(batch.add(transfer(id)).has_value());
    EXPECT_NE(batch.add(transfer(0)).error().text.find("at most 8190"), std::string::npos);
    EXPECT_EQ(batch.size(), wire::batch_commands_max);
    batch.clear();
    EXPECT_TRUE(batch.empty());
    EXPECT_TRUE(batch.add(transfer(1)).has_value());
}

TEST(CommandBatchTest, ACommandTooLongToRecordIsRefusedAndTheRestStays) {
    CommandBatch batch;
    EXPECT_TRUE(batch.add(transfer(1)).has_value());
    auto huge = transfer(2);
    huge.metadata.assign(70'000, 'x');
    EXPECT_FALSE(batch.add(huge).has_value());
    EXPECT_EQ(batch.size(), 1U);
    EXPECT_EQ(batch.leaves().bytes.size(), batch.leaves().sizes[0]);
}

}  // namespace
}  // namespace tally::client
