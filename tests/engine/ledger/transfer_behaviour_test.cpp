#include "tests/engine/ledger/transfer_world.h"
#include "tests/support/saved_state.h"

#include <algorithm>

namespace tally {
namespace {

using namespace testing;
using namespace transfer_flag;

class TransferBehaviourTest : public TransferWorld {
protected:
    [[nodiscard]] Amount moved() const {
        return std::get<CreateTransfer>(harness_.entries().back().body).amount;
    }
};

TEST_F(TransferBehaviourTest, BalancingDebitMovesWhatTheAccountHas) {
    ASSERT_EQ(run(account(30)), Outcome::ok);  // without a limit: the flag caps it all the same
    ASSERT_EQ(run(transfer(1, alice, 30, 100)), Outcome::ok);
    ASSERT_EQ(run(reserve(2, 30, bob, 30)), Outcome::ok);
    ASSERT_EQ(run(transfer(3, 30, bob, 50, balancing_debit)), Outcome::ok);
    EXPECT_EQ(moved(), amount(50));
    ASSERT_EQ(run(transfer(4, 30, bob, uint128_max, balancing_debit)), Outcome::ok);
    EXPECT_EQ(moved(), amount(20));
    ASSERT_EQ(run(transfer(5, 30, bob, uint128_max, balancing_debit)), Outcome::ok);
    EXPECT_EQ(moved(), amount(0));
}

TEST_F(TransferBehaviourTest, BalancingCreditMovesWhatTheAccountOwes) {
    ASSERT_EQ(run(account(30)), Outcome::ok);
    ASSERT_EQ(run(transfer(1, 30, bob, 100)), Outcome::ok);
    ASSERT_EQ(run(transfer(2, alice, 30, 60, balancing_credit)), Outcome::ok);
    EXPECT_EQ(moved(), amount(60));
    ASSERT_EQ(run(transfer(3, alice, 30, 60, balancing_credit)), Outcome::ok);
    EXPECT_EQ(moved(), amount(40));
}

TEST_F(TransferBehaviourTest, BalancingBothMovesTheSmaller) {
    ASSERT_EQ(run(account(30)), Outcome::ok);
    ASSERT_EQ(run(account(31)), Outcome::ok);
    ASSERT_EQ(run(transfer(1, alice, 30, 70)), Outcome::ok);
    ASSERT_EQ(run(transfer(2, 31, bob, 50)), Outcome::ok);
    ASSERT_EQ(run(transfer(3, 30, 31, uint128_max, balancing_debit | balancing_credit)),
              Outcome::ok);
    EXPECT_EQ(moved(), amount(50));
}

TEST_F(TransferBehaviourTest, BalancingWithPendingReservesThatMuch) {
    ASSERT_EQ(run(account(30, usd, account_flag::debits_must_not_exceed_credits)), Outcome::ok);
    ASSERT_EQ(run(transfer(1, alice, 30, 70)), Outcome::ok);
    ASSERT_EQ(run(transfer(2, 30, bob, 100, balancing_debit | transfer_flag::pending)),
              Outcome::ok);
    EXPECT_EQ(harness_.account(30).debits_pending, amount(70));
    EXPECT_EQ(harness_.account(30).available(), amount(0));
}

TEST_F(TransferBehaviourTest, ARetryOfABalancingTransferMayAskForAnyAmountThatCoversIt) {
    ASSERT_EQ(run(account(30)), Outcome::ok);
    ASSERT_EQ(run(transfer(1, alice, 30, 40)), Outcome::ok);
    ASSERT_EQ(run(transfer(2, 30, bob, 100, balancing_debit)), Outcome::ok);
    EXPECT_EQ(decide_only(transfer(2, 30, bob, 100, balancing_debit)), Outcome::exists);
    EXPECT_EQ(decide_only(transfer(2, 30, bob, uint128_max, balancing_debit)), Outcome::exists);
    EXPECT_EQ(decide_only(transfer(2, 30, bob, 40, balancing_debit)), Outcome::exists);
    EXPECT_EQ(decide_only(transfer(2, 30, bob, 39, balancing_debit)),
              Outcome::exists_with_different_amount);
}

TEST_F(TransferBehaviourTest, ATransferOfNothingIsATransfer) {
    EXPECT_EQ(run(transfer(1, alice, bob, 0)), Outcome::ok);
    EXPECT_EQ(run(transfer(1, alice, bob, 0)), Outcome::exists);
    EXPECT_EQ(run(reserve(2, alice, bob, 0)), Outcome::ok);
    EXPECT_NE(harness_.ledger().pending(TransferId{2}), nullptr);
    EXPECT_EQ(run(post(3, 2)), Outcome::ok);
}

TEST_F(TransferBehaviourTest, APendingTransferExpiresAtItsSecondAndNotBefore) {
    ASSERT_EQ(run(reserve(1, alice, bob, 60, 10)), Outcome::ok);
    auto const due = harness_.later(10);
    EXPECT_EQ(harness_.state().next_due(), due);
    ASSERT_EQ(harness_.run_at(Tick{}, Timestamp{due.ns - 1}), Outcome::ok);
    EXPECT_NE(harness_.ledger().pending(TransferId{1}), nullptr);
    auto const before = harness_.account(alice).debits_pending;
    EXPECT_EQ(harness_.run_at(post(2, 1), due), Outcome::pending_transfer_expired);
    EXPECT_EQ(before - harness_.account(alice).debits_pending, amount(60));
    EXPECT_EQ(harness_.ledger().pending(TransferId{1}), nullptr);
    EXPECT_EQ(harness_.state().next_due(), never);
    EXPECT_EQ(harness_.past().end_of(TransferId{1}), PendingEnd::expired);
}

TEST_F(TransferBehaviourTest, TransfersExpireInOrderOfTheirTimesThenOfCreation) {
    ASSERT_EQ(harness_.run_at(reserve(1, alice, bob, 1, 20), harness_.now()), Outcome::ok);
    ASSERT_EQ(harness_.run_at(reserve(2, alice, bob, 1, 10), harness_.now()), Outcome::ok);
    ASSERT_EQ(harness_.run_at(reserve(3, alice, bob, 1, 20), harness_.now()), Outcome::ok);
    ASSERT_EQ(harness_.run_at(reserve(4, alice, bob, 1, 10), harness_.now()), Outcome::ok);
    ASSERT_EQ(harness_.run_at(reserve(5, alice, bob, 1, 15), harness_.now()), Outcome::ok);
    ASSERT_EQ(run(void_of(6, 4)), Outcome::ok);
    auto const first = harness_.entries().size();
    ASSERT_EQ(harness_.run_at(Tick{}, harness_.later(100)), Outcome::ok);
    std::vector<std::uint64_t> order;
    for (auto i = first; i < harness_.entries().size(); ++i)
        if (auto const* gone = std::get_if<TransferExpired>(&harness_.entries()[i].body))
            order.push_back(low_half(gone->pending.value));
    EXPECT_EQ(order, (std::vector<std::uint64_t>{2, 5, 1, 3}));
}

TEST_F(TransferBehaviourTest, AClosingTransferClosesUntilItIsVoided) {
    auto const closing = [](std::uint64_t id, std::uint16_t flags, std::uint32_t timeout = 0) {
        CreateTransfer command = reserve(id, alice, bob, 0, timeout);
        command.flags |= flags;
        return command;
    };
    ASSERT_EQ(run(closing(1, closing_debit)), Outcome::ok);
    EXPECT_TRUE(harness_.account(alice).closed());
    EXPECT_FALSE(harness_.account(bob).closed());
    EXPECT_EQ(run(transfer(2, alice, bob, 1)), Outcome::debit_account_already_closed);
    EXPECT_EQ(run(transfer(3, bob, alice, 1)), Outcome::credit_account_already_closed);
    EXPECT_EQ(run(post(4, 1)), Outcome::debit_account_already_closed);
    ASSERT_EQ(run(void_of(5, 1)), Outcome::ok);
    EXPECT_EQ(run(transfer(6, alice, bob, 1)), Outcome::ok);
    ASSERT_EQ(run(closing(7, closing_debit | closing_credit, 5)), Outcome::ok);
    EXPECT_EQ(run(transfer(8, bob, alice, 1)), Outcome::debit_account_already_closed);
    ASSERT_EQ(harness_.run_at(Tick{}, harness_.later(5)), Outcome::ok);
    EXPECT_EQ(run(transfer(9, alice, bob, 1)), Outcome::ok);
}

TEST_F(TransferBehaviourTest, AnImportedPendingTransferCarriesItsOwnTime) {
    CreateTransfer command = reserve(1, alice, bob, 5);
    import_at(command, Timestamp{last_transfer_.ns + 1});
    ASSERT_EQ(run(command), Outcome::ok);
    EXPECT_EQ(harness_.ledger().pending(TransferId{1})->created, command.timestamp);
    EXPECT_EQ(harness_.ledger().last_transfer_time(), command.timestamp);
    EXPECT_EQ(run(command), Outcome::exists);
    ASSERT_EQ(run(transfer(2, alice, bob, 1)), Outcome::ok);
    EXPECT_EQ(harness_.ledger().last_transfer_time(), harness_.now());
}

TEST_F(TransferBehaviourTest, ASavedStateIsLoadedAndGoesOnAlike) {
    ASSERT_EQ(run(reserve(1, alice, bob, 60, 10)), Outcome::ok);
    State loaded;
    for (auto const kind : State::kinds) {
        auto const bytes = saved(harness_.state(), kind);
        BytesSource source{bytes};
        ASSERT_TRUE(loaded.load(kind, source));
        EXPECT_TRUE(source.at_end());
    }
    EXPECT_EQ(saved(loaded), saved(harness_.state()));
    EXPECT_EQ(loaded.next_due(), harness_.state().next_due());
    loaded.restore_position(harness_.state().next_sequence(), harness_.state().last_time());
    auto const first = harness_.entries().size();
    ASSERT_EQ(run(void_of(2, open)), Outcome::ok);
    ASSERT_EQ(harness_.run_at(account(40), harness_.later(20)), Outcome::ok);
    for (auto i = first; i < harness_.entries().size(); ++i)
        loaded.apply(harness_.entries()[i]);
    EXPECT_EQ(saved(loaded), saved(harness_.state()));
}

TEST_F(TransferBehaviourTest, CutOffBytesAreRefusedByLoad) {
    auto const bytes = saved(harness_.state(), ProjectionKind::ledger);
    for (std::size_t const keep :
         {std::size_t{0}, std::size_t{7}, bytes.size() / 2, bytes.size() - 1}) {
        Bytes const cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(keep));
        BytesSource source{cut};
        State state;
        EXPECT_FALSE(state.load(ProjectionKind::ledger, source)) << keep;
    }
}

}  // namespace
}  // namespace tally
