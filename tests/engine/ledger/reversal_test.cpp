#include "engine/ledger/decide.h"
#include "journal/vocabulary/limits.h"
#include "tests/engine/ledger/transfer_world.h"

namespace tally {
namespace {

using namespace testing;

constexpr std::uint64_t first = 5'000;

class ReversalTest : public TransferWorld {
protected:
    // Takes `plain` (100 from alice to bob) back.
    static CreateTransfer reversal(std::uint64_t id, uint128 units = 100) {
        CreateTransfer command = transfer(id, bob, alice, units);
        command.reverses = TransferId{plain};
        return command;
    }
};

TEST_F(ReversalTest, TakesBackAllOrPartOfAPostedTransfer) {
    auto const before = harness_.ledger().account(harness_.ledger().find(AccountId{alice}));
    EXPECT_EQ(run(reversal(first, 40)), Outcome::ok);
    auto const after = harness_.ledger().account(harness_.ledger().find(AccountId{alice}));
    EXPECT_EQ(after.credits_posted, before.credits_posted + Amount{40});
    EXPECT_EQ(run(reversal(first, 40)), Outcome::exists);
}

TEST_F(ReversalTest, OnlyWhatWasPostedCanBeReversed) {
    auto command = reversal(first);
    command.reverses = TransferId{4'999};
    EXPECT_EQ(decide_only(command), Outcome::reversed_transfer_not_found);
    command.reverses = TransferId{burnt};
    EXPECT_EQ(decide_only(command), Outcome::reversed_transfer_not_found);
    command.reverses = TransferId{open};
    EXPECT_EQ(decide_only(command), Outcome::reversed_transfer_not_posted);
}

TEST_F(ReversalTest, MustMirrorWhatItReverses) {
    auto same_way = reversal(first);
    std::swap(same_way.debit, same_way.credit);
    EXPECT_EQ(decide_only(same_way), Outcome::reversal_must_swap_accounts);
    auto other_asset = reversal(first);
    other_asset.asset = eur;
    EXPECT_EQ(decide_only(other_asset), Outcome::reversal_has_different_asset);
    EXPECT_EQ(decide_only(reversal(first, 101)), Outcome::exceeds_reversed_transfer_amount);
    auto pending = reversal(first);
    pending.flags = transfer_flag::pending;
    EXPECT_EQ(decide_only(pending), Outcome::reversal_must_be_single_phase);
}

TEST_F(ReversalTest, ARetryWithAnotherLinkOrDateIsAnotherTransfer) {
    auto command = reversal(first, 10);
    command.effective_date = 20'000;
    ASSERT_EQ(run(command), Outcome::ok);
    auto unlinked = command;
    unlinked.reverses = TransferId{};
    EXPECT_EQ(decide_only(unlinked), Outcome::exists_with_different_reverses);
    auto redated = command;
    redated.effective_date = 20'001;
    EXPECT_EQ(decide_only(redated), Outcome::exists_with_different_effective_date);
}

TEST_F(ReversalTest, ADateBeyondTheCalendarIsRefused) {
    auto command = transfer(first, alice, bob, 1);
    command.effective_date = limits::last_date;
    EXPECT_EQ(decide_only(command), Outcome::ok);
    command.effective_date = limits::last_date + 1;
    EXPECT_EQ(decide_only(command), Outcome::effective_date_out_of_range);
}

}  // namespace
}  // namespace tally
