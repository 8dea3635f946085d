#include "engine/audit/decide.h"

#include "tests/support/engine_harness.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

Hash32 some_hash() {
    Hash32 hash;
    hash.bytes[3] = 7;
    return hash;
}

// One asset, two accounts and a transfer between them.
class AuditTest : public ::testing::Test {
protected:
    AuditTest() {
        CreateAsset asset;
        asset.code = AssetCode::from("USD").value();
        asset.scale = 2;
        EXPECT_EQ(harness_.run(asset), Outcome::ok);
        for (std::uint64_t const id : {1U, 2U}) {
            CreateAccount account;
            account.id = AccountId{id};
            account.owner = OwnerId{7};
            account.asset = AssetNumber{1};
            account.code = 1;
            EXPECT_EQ(harness_.run(account), Outcome::ok);
        }
        CreateTransfer transfer;
        transfer.id = TransferId{9};
        transfer.debit = AccountId{1};
        transfer.credit = AccountId{2};
        transfer.asset = AssetNumber{1};
        transfer.code = 1;
        transfer.requested = Amount{50};
        EXPECT_EQ(harness_.run(transfer), Outcome::ok);
    }

    Outcome attach(SubjectKind kind, uint128 subject, Hash32 const& commitment = some_hash()) {
        return harness_.run(AttachData{kind, subject, commitment, Outcome::ok});
    }

    Outcome state_liabilities(std::uint32_t asset,
                              std::uint64_t size,
                              std::uint64_t accounts,
                              std::uint64_t total) {
        return harness_.run(RecordLiabilities{
            AssetNumber{asset}, size, accounts, some_hash(), Amount{total}, Outcome::ok});
    }

    testing::EngineHarness harness_;
};

TEST_F(AuditTest, AValueIsAttachedToWhatIsThere) {
    EXPECT_EQ(attach(SubjectKind::owner, 4'711), Outcome::ok);
    EXPECT_EQ(attach(SubjectKind::account, 1), Outcome::ok);
    EXPECT_EQ(attach(SubjectKind::account, 3), Outcome::account_not_found);
    EXPECT_EQ(attach(SubjectKind::transfer, 9), Outcome::ok);
    EXPECT_EQ(attach(SubjectKind::transfer, 10), Outcome::transfer_not_found);
    EXPECT_EQ(attach(SubjectKind::order, 9), Outcome::order_not_found);
    EXPECT_EQ(attach(SubjectKind::escrow, 9), Outcome::escrow_not_found);
    EXPECT_EQ(attach(SubjectKind::owner, 0), Outcome::id_must_not_be_zero);
    EXPECT_EQ(attach(SubjectKind::owner, 1, Hash32{}), Outcome::commitment_must_not_be_zero);
}

TEST_F(AuditTest, ARefusedTransferIsNoSubject) {
    CreateTransfer transfer;
    transfer.id = TransferId{11};
    transfer.debit = AccountId{1};
    transfer.credit = AccountId{99};
    transfer.asset = AssetNumber{1};
    transfer.code = 1;
    transfer.requested = Amount{1};
    EXPECT_NE(harness_.run(transfer), Outcome::ok);
    EXPECT_EQ(attach(SubjectKind::transfer, 11), Outcome::transfer_not_found);
}

TEST_F(AuditTest, ARedactionNamesACommitment) {
    EXPECT_EQ(harness_.run(RedactData{some_hash(), Outcome::ok}), Outcome::ok);
    EXPECT_EQ(harness_.run(RedactData{some_hash(), Outcome::ok}), Outcome::ok);
    EXPECT_EQ(harness_.run(RedactData{Hash32{}, Outcome::ok}),
              Outcome::commitment_must_not_be_zero);
}

TEST_F(AuditTest, AStatementIsAboutEntriesThatThereAreAndSaysSomething) {
    auto const size = harness_.state().next_sequence().value;
    EXPECT_EQ(state_liabilities(2, 1, 1, 1), Outcome::asset_not_found);
    EXPECT_EQ(state_liabilities(1, 0, 1, 1), Outcome::liabilities_size_out_of_range);
    EXPECT_EQ(state_liabilities(1, size + 9, 1, 1), Outcome::liabilities_size_out_of_range);
    EXPECT_EQ(state_liabilities(1, size, 0, 1), Outcome::liabilities_must_not_be_empty);
    EXPECT_EQ(state_liabilities(1, size, 1, 0), Outcome::liabilities_must_not_be_empty);
    EXPECT_EQ(state_liabilities(1, size, 1, 50), Outcome::ok);
}

TEST_F(AuditTest, NothingOfItChangesABalance) {
    auto const before = harness_.account(2).credits_posted;
    EXPECT_EQ(attach(SubjectKind::account, 2), Outcome::ok);
    EXPECT_EQ(state_liabilities(1, 1, 1, 50), Outcome::ok);
    EXPECT_EQ(harness_.account(2).credits_posted, before);
    EXPECT_EQ(harness_.entries().back().cause, harness_.entries().back().sequence);
}

}  // namespace
}  // namespace tally
