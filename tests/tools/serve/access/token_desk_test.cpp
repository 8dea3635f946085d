#include "tools/serve/access/token_desk.h"

#include "tests/tools/serve/access/keys.h"

#include <gtest/gtest.h>

#include <set>

namespace tally::serve {
namespace {

using std::chrono::seconds;

class TokenDeskTest : public testing::Test {
protected:
    TokenDeskTest() {
        gate_.set_origin(test_origin);
        gate_.publish(table({known(alice_, 1)}));
    }

    [[nodiscard]] TokenDesk::Token token(Gate::Moment now) {
        auto const nonce = desk_.challenge(alice_.public_key, now).value();
        return desk_.redeem(proof_of(alice_, nonce), nonce, now).value();
    }

    ManualClock clock_{Timestamp{1'000 * ns_per_second}};
    Gate gate_{GateOptions{}, clock_};
    TokenDesk desk_{gate_};
    Gate::Moment now_{seconds{500}};
    TestKey alice_ = test_key(1);
    TestKey bob_ = test_key(2);
};

TEST_F(TokenDeskTest, ASignedNonceBecomesATokenThatStandsForTheKey) {
    auto const made = token(now_);
    EXPECT_EQ(made.admission.key, KeyNumber{1});
    EXPECT_EQ(made.text.size(), 6U + 64U);
    EXPECT_EQ(desk_.who(made.text, now_).value().key, KeyNumber{1});
    EXPECT_FALSE(desk_.who(made.text.substr(0, 69), now_));
    EXPECT_FALSE(desk_.who("", now_));
}

TEST_F(TokenDeskTest, ANonceServesOnce) {
    auto const nonce = desk_.challenge(alice_.public_key, now_).value();
    auto const proof = proof_of(alice_, nonce);
    EXPECT_TRUE(desk_.redeem(proof, nonce, now_));
    auto const again = desk_.redeem(proof, nonce, now_);
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().text.find("used before"), std::string::npos);
    EXPECT_FALSE(desk_.redeem(proof, nonce, now_ + seconds{61}));
}

TEST_F(TokenDeskTest, ANonceIsOursForOneKeyAndForAMinute) {
    gate_.publish(table({known(alice_, 1), known(bob_, 2)}));
    auto const nonce = desk_.challenge(alice_.public_key, now_).value();
    EXPECT_FALSE(desk_.redeem(proof_of(bob_, nonce), nonce, now_));
    EXPECT_FALSE(desk_.redeem(proof_of(alice_, nonce), nonce, now_ + seconds{61}));
    for (std::size_t bit = 0; bit < 256; bit += 7) {
        auto bent = nonce;
        bent[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(desk_.redeem(proof_of(alice_, bent), bent, now_)) << bit;
    }
    TokenDesk other{gate_};  // after a restart
    EXPECT_FALSE(other.redeem(proof_of(alice_, nonce), nonce, now_));
    EXPECT_TRUE(desk_.redeem(proof_of(alice_, nonce), nonce, now_ + seconds{60}));
}

TEST_F(TokenDeskTest, NobodyWithoutAKeyIsGivenANonce) {
    auto const nonce = desk_.challenge(bob_.public_key, now_);
    ASSERT_FALSE(nonce);
    EXPECT_NE(nonce.error().text.find("no such key"), std::string::npos);
}

TEST_F(TokenDeskTest, ATokenEndsWithItsTimeItsKeyOrWhenItIsAskedTo) {
    auto const first = token(now_);
    EXPECT_TRUE(desk_.who(first.text, now_ + seconds{3'599}));
    EXPECT_FALSE(desk_.who(first.text, now_ + seconds{3'600}));
    auto const second = token(now_);
    EXPECT_TRUE(desk_.end(second.text));
    EXPECT_FALSE(desk_.end(second.text));
    EXPECT_FALSE(desk_.who(second.text, now_));
    auto const third = token(now_);
    auto revoked = known(alice_, 1);
    revoked.is_revoked = true;
    gate_.publish(table({revoked}));
    auto const who = desk_.who(third.text, now_);
    ASSERT_FALSE(who);
    EXPECT_EQ(who.error().text, "the key was revoked");
}

TEST_F(TokenDeskTest, TheTokensOfAKeyAreBounded) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < TokenDesk::tokens_max + 3; ++i)
        all.push_back(token(now_ + std::chrono::milliseconds{i}).text);
    EXPECT_EQ(desk_.size(), TokenDesk::tokens_max);
    EXPECT_FALSE(desk_.who(all[2], now_));
    EXPECT_TRUE(desk_.who(all[3], now_));
    EXPECT_TRUE(desk_.who(all.back(), now_));
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
}

TEST(BearerTokenTest, IsWhatFollowsTheScheme) {
    EXPECT_EQ(bearer_token("Bearer tally_ab"), "tally_ab");
    EXPECT_EQ(bearer_token("bearer  x"), "x");
    EXPECT_EQ(bearer_token("Basic x"), "");
    EXPECT_EQ(bearer_token("Bearer "), "");
    EXPECT_EQ(bearer_token(""), "");
}

}  // namespace
}  // namespace tally::serve
