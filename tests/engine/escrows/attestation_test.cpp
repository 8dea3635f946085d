#include "engine/escrows/attestation.h"

#include "tests/engine/escrows/escrow_world.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace tally {
namespace {

using namespace testing;

class AttestationTest : public ::testing::Test, public EscrowWorld {
protected:
    AttestationTest() {
        create_and_fund();
        auto other = terms(other_escrow_id);
        other.attestors.push_back(attestor(4));
        EXPECT_EQ(harness_.run(other), Outcome::ok);
        EXPECT_EQ(harness_.run(FundEscrow{other_escrow_id, {}}), Outcome::ok);
    }

    // The signature of attestor 1 over the escrow's attestation after a change to it.
    [[nodiscard]] AttestEscrow signed_over(std::function<void(Attestation&)> const& change) const {
        auto command = attest(1);
        auto attestation = attestation_of(escrow(), EscrowAction::release);
        change(attestation);
        auto const digest = ethereum::attestation_digest(attestation);
        command.signature = signer_.sign(digest, key(1)).value();
        return command;
    }

    // The other of the two signatures that a curve allows: n - s, with the other parity.
    [[nodiscard]] static RecoverableSignature malleated(RecoverableSignature signature) {
        constexpr std::uint8_t order[]{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                       0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
                                       0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b,
                                       0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41};
        int borrow = 0;
        for (std::size_t i = 32; i-- > 0;) {
            int const difference = order[i] - signature.bytes[32 + i] - borrow;
            borrow = difference < 0 ? 1 : 0;
            signature.bytes[32 + i] = static_cast<std::uint8_t>(difference & 0xFF);
        }
        signature.bytes[64] = static_cast<std::uint8_t>(27 + 28 - signature.bytes[64]);
        return signature;
    }

    struct Attack {
        std::string name;
        AttestEscrow command;
        Outcome outcome;
    };

    [[nodiscard]] std::vector<Attack> identity_attacks() const {
        auto outsider = attest(9);
        auto impostor = attest(9);
        impostor.attestor = attestor(1);
        auto colleague = attest(2);
        colleague.attestor = attestor(1);
        auto of_other_set = attest(4, EscrowAction::release, other_escrow_id);
        of_other_set.id = escrow_id;
        auto nobody = attest(1);
        nobody.attestor = Address{};
        nobody.signature = RecoverableSignature{};
        auto recovers_to_nobody = attest(1);
        recovers_to_nobody.signature = RecoverableSignature{};
        recovers_to_nobody.signature.bytes[64] = 27;
        return {
            {"outsider", outsider, Outcome::attestor_not_in_set},
            {"outsider in an attestor's name", impostor, Outcome::signature_not_by_attestor},
            {"attestor in another's name", colleague, Outcome::signature_not_by_attestor},
            {"attestor of another escrow", of_other_set, Outcome::attestor_not_in_set},
            {"zero address with a zero signature", nobody, Outcome::attestor_not_in_set},
            {"signature of which nothing is recovered",
             recovers_to_nobody,
             Outcome::signature_invalid},
        };
    }

    [[nodiscard]] std::vector<Attack> replay_attacks() const {
        auto other_escrow = attest(1, EscrowAction::release, other_escrow_id);
        other_escrow.id = escrow_id;
        auto other_action = attest(1, EscrowAction::refund);
        other_action.action = EscrowAction::release;
        auto no_action = attest(1);
        no_action.action = EscrowAction{0};
        auto action_beyond = attest(1);
        action_beyond.action = EscrowAction{3};
        auto other_content = attest(1);
        other_content.content_hash.bytes[0] ^= 1U;
        return {
            {"signature for another escrow", other_escrow, Outcome::signature_not_by_attestor},
            {"refund's signature for a release", other_action, Outcome::signature_not_by_attestor},
            {"no action", no_action, Outcome::action_invalid},
            {"unknown action", action_beyond, Outcome::action_invalid},
            {"other content", other_content, Outcome::content_hash_mismatch},
        };
    }

    [[nodiscard]] std::vector<Attack> field_attacks() const {
        auto const wrong = Outcome::signature_not_by_attestor;
        return {
            {"other chain", signed_over([](auto& a) { a.evm_chain_id = 1; }), wrong},
            {"other contract", signed_over([](auto& a) { a.contract.bytes[0] = 1; }), wrong},
            {"other payee", signed_over([](auto& a) { a.payee.bytes[0] = 1; }), wrong},
            {"other token", signed_over([](auto& a) { a.token.bytes[0] = 1; }), wrong},
            {"other amount", signed_over([](auto& a) { a.amount = Amount{101}; }), wrong},
            {"signed other content",
             signed_over([](auto& a) { a.content_hash.bytes[31] = 1; }),
             wrong},
            {"other timelock", signed_over([](auto& a) { ++a.not_before; }), wrong},
            {"other deadline", signed_over([](auto& a) { ++a.deadline; }), wrong},
        };
    }

    [[nodiscard]] std::vector<Attack> form_attacks() const {
        auto high_s = attest(1);
        high_s.signature = malleated(high_s.signature);
        auto other_parity = attest(1);
        other_parity.signature.bytes[64] ^= 7U;  // 27 and 28 differ in three bits
        auto bare_parity = attest(1);
        bare_parity.signature.bytes[64] =
            static_cast<std::uint8_t>(bare_parity.signature.bytes[64] - 27);
        auto flipped = attest(1);
        flipped.signature.bytes[40] ^= 1U;
        auto order_as_s = attest(1);
        order_as_s.signature.bytes.fill(0xFF);
        order_as_s.signature.bytes[64] = 27;
        return {
            {"high s", high_s, Outcome::signature_not_canonical},
            {"the other parity", other_parity, Outcome::signature_not_by_attestor},
            {"v of 0 or 1", bare_parity, Outcome::signature_not_canonical},
            {"one bit flipped", flipped, Outcome::signature_not_by_attestor},
            {"r and s beyond the order", order_as_s, Outcome::signature_invalid},
        };
    }
};

TEST_F(AttestationTest, EveryAttackIsRefusedForItsReasonAndCountsForNothing) {
    std::vector<Attack> attacks;
    for (auto const& more : {identity_attacks(), replay_attacks(), field_attacks(), form_attacks()})
        attacks.insert(attacks.end(), more.begin(), more.end());
    EXPECT_EQ(attacks.size(), 24U);
    for (auto const& attack : attacks)
        EXPECT_EQ(harness_.run(attack.command), attack.outcome) << attack.name;
    EXPECT_EQ(escrow().release_attested, 0U);
    EXPECT_EQ(escrow().refund_attested, 0U);
}

TEST_F(AttestationTest, AnAttestorCountsOnceForEachAction) {
    EXPECT_EQ(harness_.run(attest(1)), Outcome::ok);
    EXPECT_EQ(harness_.run(attest(1)), Outcome::already_attested);
    auto malleated_again = attest(1);
    malleated_again.signature = malleated(malleated_again.signature);
    EXPECT_EQ(harness_.run(malleated_again), Outcome::already_attested);
    EXPECT_FALSE(escrow().has_quorum(EscrowAction::release));
    EXPECT_EQ(harness_.run(attest(1, EscrowAction::refund)), Outcome::ok);
    EXPECT_EQ(harness_.run(attest(3)), Outcome::ok);
    EXPECT_TRUE(escrow().has_quorum(EscrowAction::release));
    EXPECT_FALSE(escrow().has_quorum(EscrowAction::refund));
}

TEST_F(AttestationTest, TheSignatureIsStoredWhole) {
    auto const command = attest(2);
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    EXPECT_EQ(std::get<AttestEscrow>(harness_.entries().back().body).signature, command.signature);
}

TEST_F(AttestationTest, OneOfOneAndThirtyTwoOfThirtyTwoAreQuorums) {
    for (std::uint8_t const size : {std::uint8_t{1}, std::uint8_t{32}}) {
        auto command = terms(EscrowId{uint128{100} + size});
        command.attestors.clear();
        for (std::uint8_t i = 1; i <= size; ++i)
            command.attestors.push_back(attestor(i));
        command.quorum = size;
        ASSERT_EQ(harness_.run(command), Outcome::ok);
        ASSERT_EQ(harness_.run(FundEscrow{command.id, {}}), Outcome::ok);
        for (std::uint8_t i = 1; i <= size; ++i) {
            EXPECT_FALSE(escrow(command.id).has_quorum(EscrowAction::release));
            ASSERT_EQ(harness_.run(attest(i, EscrowAction::release, command.id)), Outcome::ok);
        }
        EXPECT_TRUE(escrow(command.id).has_quorum(EscrowAction::release));
    }
}

TEST_F(AttestationTest, WhatALedgerEscrowHasNoFieldForIsDerived) {
    auto const attestation = attestation_of(escrow(), EscrowAction::refund);
    Address eight;
    eight.bytes[19] = 8;
    Address one;
    one.bytes[19] = 1;
    EXPECT_EQ(attestation.payee, eight);
    EXPECT_EQ(attestation.token, one);
    EXPECT_EQ(attestation.not_before, release_after.ns / ns_per_second);
    EXPECT_EQ(attestation.deadline, refund_after.ns / ns_per_second);
    EXPECT_EQ(attestation.evm_chain_id, 0U);
    EXPECT_TRUE(attestation.contract.is_zero());
}

TEST_F(AttestationTest, GivenFieldsOfAMirroredEscrowAreSignedAsTheyAre) {
    auto command = terms(EscrowId{77});
    command.evm_chain_id = 31337;
    command.contract.bytes.fill(0xCC);
    command.payee.bytes.fill(0xAA);
    command.token.bytes.fill(0xBB);
    ASSERT_EQ(harness_.run(command), Outcome::ok);
    auto const attestation = attestation_of(escrow(command.id), EscrowAction::release);
    EXPECT_EQ(attestation.evm_chain_id, 31337U);
    EXPECT_EQ(attestation.contract, command.contract);
    EXPECT_EQ(attestation.payee, command.payee);
    EXPECT_EQ(attestation.token, command.token);
}

}  // namespace
}  // namespace tally
