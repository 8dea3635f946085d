#include "engine/sequencer/projection_digest.h"

#include "tests/support/put_entries.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace tally::testing {
namespace {

constexpr AssetNumber dollar{1};
constexpr ChainNumber chain{1};

class Recorded : public PutEntries {
public:
    Recorded() {
        put(CreateAsset{*AssetCode::from("USD"), 2, dollar, Outcome::ok});
        put(CreateChain{*ChainName::from("ethereum"), 3, OwnerId{1}, OwnerId{1}, chain, {}});
    }

    void put_account(std::uint64_t id) {
        CreateAccount account;
        account.id = AccountId{id};
        account.owner = OwnerId{id};
        account.asset = dollar;
        account.code = 1;
        put(account);
    }

    void put_escrow(std::uint64_t id) {
        CreateEscrow escrow;
        escrow.id = EscrowId{id};
        escrow.buyer = OwnerId{1};
        escrow.seller = OwnerId{2};
        escrow.asset = dollar;
        escrow.amount = Amount{5};
        escrow.attestors.resize(1 + id % 3);
        escrow.quorum = 1;
        put(escrow);
    }

    void put_withdrawal(std::uint64_t id) {
        RequestWithdrawal withdrawal;
        withdrawal.id = WithdrawalId{id};
        withdrawal.account = AccountId{2};
        withdrawal.chain = chain;
        withdrawal.asset = dollar;
        withdrawal.amount = Amount{1};
        put(withdrawal);
    }
};

struct SliceCase {
    ProjectionKind kind;
    std::uint32_t size;
    std::function<void(Recorded&, std::uint64_t)> put;  // one more, by its number from 1
    Body change;                                        // of number size + 1
};

Body transfer_to(std::uint64_t account) {
    CreateTransfer transfer;
    transfer.id = TransferId{1};
    transfer.debit = AccountId{account + 1};
    transfer.credit = AccountId{account};
    transfer.asset = dollar;
    transfer.amount = Amount{7};
    transfer.requested = transfer.amount;
    transfer.code = 1;
    return transfer;
}

std::vector<SliceCase> slice_cases() {
    constexpr auto accounts = Ledger::slice_accounts;
    constexpr auto escrows = Escrows::slice_escrows;
    constexpr auto withdrawals = Chains::slice_withdrawals;
    return {{ProjectionKind::ledger,
             accounts,
             [](Recorded& to, std::uint64_t id) {
                 if (id > 2) to.put_account(id);  // there are two
             },
             transfer_to(accounts + 1)},
            {ProjectionKind::escrows,
             escrows,
             [](Recorded& to, std::uint64_t id) { to.put_escrow(id); },
             FundEscrow{EscrowId{escrows + 1}, Outcome::ok}},
            {ProjectionKind::chains,
             withdrawals,
             [](Recorded& to, std::uint64_t id) { to.put_withdrawal(id); },
             CancelWithdrawal{WithdrawalId{withdrawals + 1}, Outcome::ok}}};
}

std::vector<Hash32> digests_of_slices(State const& state, ProjectionKind kind) {
    std::vector<Hash32> digests;
    auto const slices = state.slices_of(kind);
    for (std::uint32_t slice = 0; slice < slices; ++slice)
        digests.push_back(projection_digest(state, DigestSlice{kind, slice, slices}).digest);
    return digests;
}

TEST(ProjectionDigestTest, ASliceIsFullBeforeTheNextOneBegins) {
    for (auto const& test : slice_cases()) {
        SCOPED_TRACE(name_of(test.kind));
        Recorded recorded;
        recorded.put_account(1);
        recorded.put_account(2);
        for (std::uint64_t id = 1; id <= test.size; ++id)
            test.put(recorded, id);
        EXPECT_EQ(recorded.state().slices_of(test.kind), 1U);
        EXPECT_EQ(first_digest(recorded.state(), test.kind),
                  projection_digest(recorded.state(), test.kind));
        test.put(recorded, test.size + 1);
        EXPECT_EQ(recorded.state().slices_of(test.kind), 2U);
        EXPECT_EQ(first_digest(recorded.state(), test.kind).slices, 2U);
    }
}

TEST(ProjectionDigestTest, AChangeIsSeenByTheSliceThatItIsInAndByNoOther) {
    for (auto const& test : slice_cases()) {
        SCOPED_TRACE(name_of(test.kind));
        Recorded recorded;
        recorded.put_account(1);
        recorded.put_account(2);
        for (std::uint64_t id = 1; id <= 2 * test.size + 10; ++id)
            test.put(recorded, id);
        auto const before = digests_of_slices(recorded.state(), test.kind);
        recorded.put(test.change);
        auto const after = digests_of_slices(recorded.state(), test.kind);
        ASSERT_EQ(before.size(), 3U);
        ASSERT_EQ(after.size(), 3U);
        EXPECT_EQ(before[0], after[0]);
        EXPECT_NE(before[1], after[1]);
        EXPECT_EQ(before[2], after[2]);
    }
}

TEST(ProjectionDigestTest, ASliceThatThereIsNotIsEmptyAndDigestedAllTheSame) {
    Recorded recorded;
    ProjectionDigest recorded_digest{ProjectionKind::ledger, Ledger::version, {}, 77, 78};
    auto const again = digest_again(recorded.state(), recorded_digest);
    EXPECT_EQ(again.slice, 77U);
    EXPECT_EQ(again.slices, 78U);
    recorded_digest.slice = 0;
    EXPECT_EQ(digest_again(recorded.state(), recorded_digest).slices, 0U);
}

}  // namespace
}  // namespace tally::testing
