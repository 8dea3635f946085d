#include "tests/engine/access/access_world.h"

#include <array>
#include <string_view>

namespace tally {
namespace {

using namespace testing;

class AuthorityTest : public AccessWorld {
protected:
    [[nodiscard]] bool refused(KeyNumber key, Body command) {
        return harness_.run_as(key, std::move(command)) == Outcome::not_authorized;
    }
};

// A command of each kind and the roles that may send it: trader, transfer agent, settlement,
// auditor, operator, admin.
struct Row {
    std::string_view name;
    Body command;
    std::array<bool, 6> may;
};

std::vector<Row> rows() {
    constexpr std::array<bool, 6> trader{true, false, false, false, false, false};
    constexpr std::array<bool, 6> agent{false, true, false, false, false, false};
    constexpr std::array<bool, 6> settlement{false, false, true, false, false, false};
    constexpr std::array<bool, 6> operations{false, false, false, false, true, false};
    constexpr std::array<bool, 6> admin{false, false, false, false, false, true};
    constexpr std::array<bool, 6> back_office{false, false, true, false, true, true};
    return {
        {"tick", Tick{}, operations},
        {"create_asset", CreateAsset{}, operations},
        {"create_account", CreateAccount{}, {false, true, false, false, true, false}},
        {"create_transfer", CreateTransfer{}, agent},
        {"create_market", CreateMarket{}, operations},
        {"control_market", ControlMarket{}, operations},
        {"place_order", PlaceOrder{}, trader},
        {"amend_order", AmendOrder{}, trader},
        {"cancel_order", CancelOrder{}, trader},
        {"cancel_all", CancelAll{}, {true, false, false, false, true, false}},
        {"create_escrow", CreateEscrow{}, settlement},
        {"fund_escrow", FundEscrow{}, settlement},
        {"attest_escrow", AttestEscrow{}, settlement},
        {"release_escrow", ReleaseEscrow{}, settlement},
        {"refund_escrow", RefundEscrow{}, settlement},
        {"dispute_escrow", DisputeEscrow{}, settlement},
        {"resolve_escrow", ResolveEscrow{}, settlement},
        {"create_chain", CreateChain{}, operations},
        {"observe_block", ObserveBlock{}, settlement},
        {"resume_chain", ResumeChain{}, operations},
        {"request_withdrawal", RequestWithdrawal{}, settlement},
        {"cancel_withdrawal", CancelWithdrawal{}, settlement},
        {"attach_data", AttachData{}, operations},
        {"redact_data", RedactData{}, operations},
        {"record_liabilities", RecordLiabilities{}, operations},
        {"add_key", AddKey{}, admin},
        {"revoke_key", RevokeKey{}, admin},
        {"grant_role", GrantRole{}, admin},
        {"revoke_role", RevokeRole{}, admin},
        {"set_limit", SetLimit{}, admin},
        {"set_kill_switch", SetKillSwitch{}, {false, false, false, false, true, true}},
        {"set_policy", SetPolicy{}, admin},
        {"approve_transfer", ApproveTransfer{}, {false, true, false, false, false, true}},
        {"record_reconciliation", RecordReconciliation{}, back_office},
        {"comment_break", CommentBreak{}, back_office},
        {"write_off_break", WriteOffBreak{}, {false, false, false, false, true, true}},
        {"correct_break", CorrectBreak{}, back_office},
        {"sign_reconciliation", SignReconciliation{}, back_office},
    };
}

TEST_F(AuthorityTest, EachRoleMaySendItsCommandsAndNoOthers) {
    std::array<KeyNumber, 6> keys;
    for (std::size_t i = 0; i < keys.size(); ++i)
        keys[i] = key_with(static_cast<Role>(i + 1));
    for (auto const& row : rows()) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            SCOPED_TRACE(::testing::Message() << row.name << " by role " << i + 1);
            EXPECT_EQ(refused(keys[i], row.command), !row.may[i]);
        }
    }
    expect_replays();
}

TEST_F(AuthorityTest, TheTableHasEveryCommand) {
    for (std::size_t i = 0; i < rows().size(); ++i)
        EXPECT_EQ(rows()[i].command.index(), i);
    EXPECT_EQ(rows().size(), Body{TransferExpired{}}.index());
}

TEST_F(AuthorityTest, WhoeverHoldsTheFilesMaySendAnythingAndANumberThatNoKeyHasNothing) {
    EXPECT_EQ(harness_.run(buy(1, alice, 10, 1)), Outcome::ok);
    EXPECT_EQ(harness_.run_as(KeyNumber{1}, buy(2, alice, 10, 1)), Outcome::key_not_found);
    EXPECT_EQ(harness_.run_as(key_number_max, Tick{}), Outcome::key_not_found);
}

TEST_F(AuthorityTest, ATraderActsForItsOwnOwnerOnly) {
    auto const key = key_with(Role::trader, {.owner = alice, .market = {}, .asset = {}});
    EXPECT_EQ(harness_.run_as(key, buy(1, alice, 10, 5)), Outcome::ok);
    EXPECT_TRUE(refused(key, buy(2, bob, 10, 5)));
    EXPECT_EQ(harness_.run(buy(3, bob, 10, 5)), Outcome::ok);
    EXPECT_TRUE(refused(key, CancelOrder{OrderId{3}, {}}));
    EXPECT_TRUE(refused(
        key, AmendOrder{.id = OrderId{3}, .price = {}, .quantity = Quantity{1}, .hold = {}}));
    EXPECT_TRUE(refused(key, CancelAll{bob, {}, 0, {}}));
    EXPECT_EQ(harness_.run_as(key, CancelOrder{OrderId{1}, {}}), Outcome::ok);
    // What is over is found in the past: a retry is told so.
    EXPECT_EQ(harness_.run_as(key, CancelOrder{OrderId{1}, {}}), Outcome::order_already_closed);
    EXPECT_TRUE(refused(key, transfer(1, alice, bob, 1)));
    expect_replays();
}

TEST_F(AuthorityTest, ScopesOfMarketAndAsset) {
    auto const in_market = key_with(Role::trader, {.owner = {}, .market = usd_btc, .asset = {}});
    EXPECT_TRUE(refused(in_market, buy(1, alice, 10, 5)));
    auto elsewhere = buy(1, alice, 10, 5);
    elsewhere.market = usd_btc;
    EXPECT_EQ(harness_.run_as(in_market, elsewhere), Outcome::ok);
    EXPECT_TRUE(refused(in_market, CancelAll{alice, {}, 0, {}})) << "every market is more than one";
    auto const in_btc = key_with(Role::transfer_agent, {.owner = {}, .market = {}, .asset = btc});
    EXPECT_TRUE(refused(in_btc, transfer(2, alice, bob, 5)));
    auto const in_usd =
        key_with(Role::transfer_agent, {.owner = alice, .market = {}, .asset = usd});
    EXPECT_EQ(harness_.run_as(in_usd, transfer(2, alice, bob, 5)), Outcome::ok);
    EXPECT_TRUE(refused(in_usd, transfer(3, bob, alice, 5)));
    auto closing = transfer(3, alice, bob, 5);
    closing.flags = transfer_flag::pending | transfer_flag::closing_credit;
    EXPECT_TRUE(refused(in_usd, closing)) << "it would close another owner's account";
}

TEST_F(AuthorityTest, WhoMayEndAPendingTransferIsSaidByWhoseMoneyItIs) {
    auto const key = key_with(Role::transfer_agent, {.owner = alice, .market = {}, .asset = {}});
    auto pending = transfer(1, alice, bob, 5);
    pending.flags = transfer_flag::pending;
    EXPECT_EQ(harness_.run_as(key, pending), Outcome::ok);
    CreateTransfer post;
    post.id = TransferId{2};
    post.pending_id = TransferId{1};
    post.requested = amount_max;
    post.flags = transfer_flag::post_pending_transfer;
    auto const other = key_with(Role::transfer_agent, {.owner = bob, .market = {}, .asset = {}});
    EXPECT_TRUE(refused(other, post));
    EXPECT_EQ(harness_.run_as(key, post), Outcome::ok);
    EXPECT_EQ(harness_.run_as(key, post), Outcome::exists);
}

TEST_F(AuthorityTest, EitherPartyMayServeAnEscrow) {
    auto const seller = key_with(Role::settlement, {.owner = bob, .market = {}, .asset = {}});
    auto const stranger =
        key_with(Role::settlement, {.owner = treasury, .market = {}, .asset = {}});
    EXPECT_TRUE(refused(stranger, FundEscrow{EscrowId{1}, {}}));
    EXPECT_TRUE(refused(seller, FundEscrow{EscrowId{1}, {}})) << "it is the buyer's money";
    auto const buyer = key_with(Role::settlement, {.owner = alice, .market = {}, .asset = {}});
    EXPECT_EQ(harness_.run_as(buyer, FundEscrow{EscrowId{1}, {}}), Outcome::ok);
    EXPECT_TRUE(refused(seller, DisputeEscrow{EscrowId{1}, alice, {}}));
    EXPECT_EQ(harness_.run_as(seller, DisputeEscrow{EscrowId{1}, bob, {}}), Outcome::ok);
    ResolveEscrow const resolve{EscrowId{1}, EscrowAction::release, {}};
    EXPECT_TRUE(refused(seller, resolve)) << "nobody judges their own dispute";
    EXPECT_EQ(harness_.run_as(key_with(Role::settlement), resolve), Outcome::quorum_not_reached);
}

TEST_F(AuthorityTest, ARefusedCommandChangesNothingAndDoesNotBurnItsId) {
    auto const key = key_with(Role::auditor);
    EXPECT_TRUE(refused(key, buy(1, alice, 10, 5)));
    EXPECT_TRUE(refused(key, transfer(1, alice, bob, 5)));
    auto const& entry = harness_.entries().back();
    EXPECT_EQ(entry.key, key);
    EXPECT_EQ(outcome_of(entry.body), Outcome::not_authorized);
    EXPECT_EQ(harness_.run(buy(1, alice, 10, 5)), Outcome::ok);
    EXPECT_EQ(harness_.run(transfer(1, alice, bob, 5)), Outcome::ok);
}

TEST_F(AuthorityTest, RevocationTakesEffectBetweenTwoEntries) {
    auto const key = key_with(Role::trader);
    EXPECT_EQ(harness_.run_as(key, buy(1, alice, 10, 5)), Outcome::ok);
    must(RevokeRole{key, Role::trader, {}, {}});
    EXPECT_TRUE(refused(key, buy(2, alice, 10, 5)));
    must(GrantRole{key, Role::trader, {}, {}});
    EXPECT_EQ(harness_.run_as(key, buy(2, alice, 10, 5)), Outcome::ok);
    must(RevokeKey{key, {}});
    EXPECT_EQ(harness_.run_as(key, buy(3, alice, 10, 5)), Outcome::key_revoked);
    EXPECT_EQ(harness_.run(GrantRole{key, Role::trader, {}, {}}), Outcome::key_revoked);
    EXPECT_EQ(harness_.run(RevokeKey{key, {}}), Outcome::exists);
    EXPECT_FALSE(harness_.state().access().key(key)->valid(harness_.now()));
    expect_replays();
}

TEST_F(AuthorityTest, AKeyExpiresAtItsTimeAndNotBefore) {
    auto const expires = harness_.later(100);
    auto const key = add_key(99, expires);
    must(GrantRole{key, Role::trader, {}, {}});
    auto const before = Timestamp{expires.ns - 1};
    EXPECT_EQ(harness_.run_at(buy(1, alice, 10, 5), before, key), Outcome::ok);
    EXPECT_EQ(harness_.run_at(buy(2, alice, 10, 5), expires, key), Outcome::key_expired);
}

TEST_F(AuthorityTest, KeysAreAddedOnce) {
    auto const key = add_key(1);
    EXPECT_EQ(key, KeyNumber{1});
    AddKey again;
    again.public_key.bytes[31] = 1;
    EXPECT_EQ(harness_.run(again), Outcome::exists);
    again.name = *KeyName::from("desk");
    EXPECT_EQ(harness_.run(again), Outcome::exists_with_different_key);
    EXPECT_EQ(harness_.run(AddKey{}), Outcome::public_key_must_not_be_zero);
    again.public_key.bytes[31] = 2;
    again.expires = harness_.now();
    EXPECT_EQ(harness_.run(again), Outcome::key_expired);
    EXPECT_EQ(harness_.run(GrantRole{key, Role::none, {}, {}}), Outcome::role_invalid);
    EXPECT_EQ(harness_.run(GrantRole{KeyNumber{9}, Role::admin, {}, {}}), Outcome::key_not_found);
    Scope const nowhere{.owner = {}, .market = MarketNumber{9}, .asset = {}};
    EXPECT_EQ(harness_.run(GrantRole{key, Role::admin, nowhere, {}}), Outcome::market_not_found);
    EXPECT_EQ(harness_.run(RevokeRole{key, Role::admin, {}, {}}), Outcome::grant_not_found);
}

TEST_F(AuthorityTest, AChainThatFailsTakesItsKeysAndGrantsBack) {
    AddKey add;
    add.public_key.bytes[31] = 5;
    auto const before = harness_.state().access().key_count();
    auto const outcomes = harness_.run_chain({add,
                                              GrantRole{KeyNumber{1}, Role::admin, {}, {}},
                                              RevokeKey{KeyNumber{1}, {}},
                                              SetKillSwitch{alice, {}, true, {}},
                                              RevokeKey{KeyNumber{7}, {}}});
    EXPECT_EQ(outcomes.back(), Outcome::key_not_found);
    EXPECT_EQ(harness_.state().access().key_count(), before);
    EXPECT_TRUE(harness_.state().access().killed_owners().empty());
    expect_replays();
}

TEST_F(AuthorityTest, APolicyAsksForSignaturesAndANonceIsUsedOnce) {
    auto const key = key_with(Role::operations);
    must(SetPolicy{
        .kind = PolicyKind::signatures, .role = Role::operations, .asset = {}, .amount = {}});
    EXPECT_EQ(harness_.run_as(key, Tick{}), Outcome::signature_required);
    CommandSignature signature;
    signature.nonce = 5;
    EXPECT_EQ(harness_.run_signed(key, Tick{}, signature), Outcome::ok);
    auto const& entry = harness_.entries().back();
    EXPECT_EQ(entry.body, Body{signature});
    EXPECT_EQ(entry.key, key);
    EXPECT_EQ(entry.cause.value + 1, entry.sequence.value);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, signature), Outcome::nonce_already_used);
    signature.nonce = 6;
    EXPECT_EQ(harness_.run_signed(key, Tick{}, signature), Outcome::ok);
    expect_replays();
}

CommandSignature with_nonce(std::uint64_t nonce) {
    CommandSignature signature;
    signature.nonce = nonce;
    return signature;
}

TEST_F(AuthorityTest, NoncesMayComeInAnotherOrderWithinTheWindow) {
    auto const key = key_with(Role::operations);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(2'000)), Outcome::ok);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(1'999)), Outcome::ok);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(1'999)), Outcome::nonce_already_used);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(977)), Outcome::ok);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(976)), Outcome::nonce_too_old);
    EXPECT_EQ(harness_.run_signed(key, Tick{}, with_nonce(0)), Outcome::nonce_too_old);
    expect_replays();
}

TEST_F(AuthorityTest, ASignedTransferIsToldThatItExistsAndNeverHappensLater) {
    auto const key = key_with(Role::trader);
    auto const payment = transfer(500, alice, bob, 10);
    EXPECT_EQ(harness_.run_signed(key, payment, with_nonce(1)), Outcome::not_authorized);
    must(GrantRole{key, Role::transfer_agent, {}, {}});
    auto const accounts = harness_.entries().size();
    EXPECT_EQ(harness_.run_signed(key, payment, with_nonce(1)), Outcome::nonce_already_used);
    EXPECT_EQ(harness_.entries().size(), accounts + 2) << "the command and its signature";
    EXPECT_EQ(std::get<CreateTransfer>(harness_.entries()[accounts].body).amount, payment.amount);
    EXPECT_EQ(harness_.run_signed(key, payment, with_nonce(2)), Outcome::ok);
    EXPECT_EQ(harness_.run_signed(key, payment, with_nonce(2)), Outcome::exists);
    expect_replays();
}

TEST_F(AuthorityTest, EachMemberOfAChainSignsItsOwn) {
    auto const key = key_with(Role::transfer_agent);
    must(SetPolicy{.kind = PolicyKind::signatures, .asset = {}, .amount = {}});
    std::vector<Body> const chain{transfer(500, alice, bob, 10), transfer(501, alice, bob, 10)};
    std::vector<std::optional<CommandSignature>> signatures{with_nonce(1), std::nullopt};
    EXPECT_EQ(harness_.run_chain(chain, false, key, signatures).back(),
              Outcome::signature_required);
    signatures = {with_nonce(2), with_nonce(2)};
    EXPECT_EQ(harness_.run_chain(chain, false, key, signatures).back(),
              Outcome::nonce_already_used);
    EXPECT_EQ(harness_.entries().size(), harness_.state().next_sequence().value);
    signatures = {with_nonce(3), with_nonce(4)};
    auto const first = harness_.entries().size();
    EXPECT_EQ(harness_.run_chain(chain, false, key, signatures),
              (std::vector{Outcome::ok, Outcome::ok}));
    ASSERT_EQ(harness_.entries().size(), first + 4);
    EXPECT_EQ(harness_.entries()[first + 1].body, Body{with_nonce(3)});
    EXPECT_EQ(harness_.entries()[first + 3].body, Body{with_nonce(4)});
    EXPECT_EQ(harness_.entries()[first + 3].cause.value, first + 2);
    expect_replays();
}

}  // namespace
}  // namespace tally
