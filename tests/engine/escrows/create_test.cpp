#include "tests/engine/escrows/escrow_world.h"
#include "tests/engine/ledger/rule_table.h"

#include <gtest/gtest.h>

namespace tally {
namespace {

using namespace testing;

class EscrowCreateTest : public ::testing::Test, public EscrowWorld {
protected:
    [[nodiscard]] Outcome decide_only(CreateEscrow command) const {
        Consequences out;
        auto const outcome = decide(harness_.context(), command, out);
        EXPECT_TRUE(out.empty());
        return outcome;
    }
};

using Rule = BrokenRule<CreateEscrow>;

std::vector<Rule> party_rules() {
    return {
        {Outcome::id_must_not_be_zero, {"id=0"}, [](auto& c) { c.id = EscrowId{0}; }},
        {Outcome::id_must_not_be_int_max, {"id=max"}, [](auto& c) { c.id.value = uint128_max; }},
        {Outcome::owner_must_not_be_zero, {"buyer=0"}, [](auto& c) { c.buyer = OwnerId{0}; }},
        {Outcome::owner_must_not_be_zero, {"seller=0"}, [](auto& c) { c.seller = OwnerId{0}; }},
        {Outcome::buyer_and_seller_must_be_different,
         {"buyer=8", "seller=8"},
         [](auto& c) { c.buyer = c.seller = OwnerId{8}; }},
        {Outcome::asset_not_found, {"asset=2"}, [](auto& c) { c.asset = eur; }},
        {Outcome::asset_not_found, {"asset=?"}, [](auto& c) { c.asset = unknown_asset; }},
        {Outcome::amount_must_not_be_zero, {"amount=0"}, [](auto& c) { c.amount = Amount{0}; }},
    };
}

std::vector<Rule> attestor_rules() {
    return {
        {Outcome::attestors_missing, {"attestors=0"}, [](auto& c) { c.attestors.clear(); }},
        {Outcome::too_many_attestors, {"attestors=33"}, [](auto& c) { c.attestors.resize(33); }},
        {Outcome::attestor_must_not_be_zero,
         {"attestors=zero"},
         [](auto& c) { c.attestors[1] = Address{}; }},
        {Outcome::duplicate_attestor,
         {"attestors=twice"},
         [](auto& c) { c.attestors[2] = c.attestors[0]; }},
        {Outcome::quorum_out_of_range, {"quorum=0"}, [](auto& c) { c.quorum = 0; }},
        {Outcome::quorum_out_of_range, {"quorum=4"}, [](auto& c) { c.quorum = 4; }},
    };
}

std::vector<Rule> timelock_rules(Timestamp now) {
    return {
        {Outcome::timelocks_out_of_order,
         {"release=refund"},
         [](auto& c) { c.release_after = c.refund_after; }},
        {Outcome::timelock_already_passed,
         {"release=0", "refund=now"},
         [now](auto& c) { c.release_after = {}, c.refund_after = now; }},
        {Outcome::buyer_account_not_found, {"buyer=70"}, [](auto& c) { c.buyer = OwnerId{70}; }},
        {Outcome::seller_account_not_found, {"seller=80"}, [](auto& c) { c.seller = OwnerId{80}; }},
    };
}

TEST_F(EscrowCreateTest, EachBrokenRuleIsAnsweredInOrderOfPrecedence) {
    auto rules = party_rules();
    for (auto const& more : {attestor_rules(), timelock_rules(harness_.later(1))})
        rules.insert(rules.end(), more.begin(), more.end());
    auto const decide = [&](CreateEscrow const& command) { return decide_only(command); };
    EXPECT_GT(expect_precedence(rules, terms(), decide), 100U);
}

TEST_F(EscrowCreateTest, TheLimitsThemselvesAreAllowed) {
    auto most = terms();
    most.attestors.clear();
    for (std::uint8_t i = 1; i <= 32; ++i)
        most.attestors.push_back(attestor(i));
    for (std::uint8_t const quorum : {std::uint8_t{1}, std::uint8_t{32}}) {
        most.quorum = quorum;
        EXPECT_EQ(decide_only(most), Outcome::ok);
    }
    auto soonest = terms();
    soonest.release_after = harness_.later(1);
    soonest.refund_after = Timestamp{harness_.later(1).ns + 1};
    EXPECT_EQ(decide_only(soonest), Outcome::ok);
    auto richest = terms();
    richest.amount = amount_max;
    EXPECT_EQ(decide_only(richest), Outcome::ok);
}

TEST_F(EscrowCreateTest, TheSameTermsExistAndAnyOtherTermDiffers) {
    ASSERT_EQ(harness_.run(terms()), Outcome::ok);
    EXPECT_EQ(harness_.run(terms()), Outcome::exists);
    std::vector<void (*)(CreateEscrow&)> const changes{
        [](CreateEscrow& c) { c.buyer = OwnerId{70}; },
        [](CreateEscrow& c) { c.seller = OwnerId{0}; },
        [](CreateEscrow& c) { c.asset = unknown_asset; },
        [](CreateEscrow& c) { c.amount = Amount{0}; },
        [](CreateEscrow& c) { c.content_hash.bytes[31] ^= 1U; },
        [](CreateEscrow& c) { c.attestors.pop_back(); },
        [](CreateEscrow& c) { std::swap(c.attestors[0], c.attestors[1]); },
        [](CreateEscrow& c) { c.quorum = 3; },
        [](CreateEscrow& c) { ++c.release_after.ns; },
        [](CreateEscrow& c) { ++c.refund_after.ns; },
        [](CreateEscrow& c) { c.evm_chain_id = 1; },
        [](CreateEscrow& c) { c.contract.bytes[0] = 1; },
        [](CreateEscrow& c) { c.payee.bytes[0] = 1; },
        [](CreateEscrow& c) { c.token.bytes[0] = 1; },
    };
    for (auto const change : changes) {
        auto other = terms();
        change(other);
        EXPECT_EQ(decide_only(other), Outcome::exists_with_different_escrow);
    }
}

// The accounts are those of the time of creation: a second account makes the owner's ambiguous, and
// the escrow pays from the first all the same.
TEST_F(EscrowCreateTest, LaterAccountsDoNotChangeWhereTheMoneyIs) {
    ASSERT_EQ(harness_.run(terms()), Outcome::ok);
    auto second = account(70);
    second.owner = OwnerId{7};
    ASSERT_EQ(harness_.run(second), Outcome::ok);
    EXPECT_EQ(decide_only(terms(other_escrow_id)), Outcome::buyer_account_not_found);
    ASSERT_EQ(harness_.run(FundEscrow{escrow_id, {}}), Outcome::ok);
    EXPECT_EQ(harness_.account(7).held, Amount{100});
}

}  // namespace
}  // namespace tally
