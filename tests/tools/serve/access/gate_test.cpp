#include "tools/serve/access/gate.h"

#include "tests/tools/serve/access/keys.h"

#include <gtest/gtest.h>

namespace tally::serve {
namespace {

using std::chrono::seconds;

class GateTest : public testing::Test {
protected:
    GateTest() { gate_.set_origin(test_origin); }

    [[nodiscard]] std::string refusal(wire::Prove const& proof) const {
        auto const admitted = gate_.admit(proof, nonce_, now_);
        return admitted ? "" : admitted.error().text;
    }

    ManualClock clock_{Timestamp{1'000 * ns_per_second}};
    Gate gate_{GateOptions{}, clock_};
    wire::Nonce nonce_{7, 7, 7};
    Gate::Moment now_{seconds{500}};
    TestKey alice_ = test_key(1);
    TestKey bob_ = test_key(2);
};

TEST_F(GateTest, AKeyThatIsProvedComesInWithItsNumber) {
    gate_.publish(table({known(bob_, 1), known(alice_, 2)}));
    EXPECT_EQ(gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value().key, KeyNumber{2});
    EXPECT_EQ(gate_.admit(proof_of(bob_, nonce_), nonce_, now_).value().key, KeyNumber{1});
}

TEST_F(GateTest, WhoIsNotKnownStaysOut) {
    EXPECT_TRUE(gate_.knows_nobody());
    EXPECT_NE(refusal(proof_of(alice_, nonce_)).find("no such key"), std::string::npos);
    gate_.publish(table({known(bob_, 1)}));
    EXPECT_FALSE(gate_.knows_nobody());
    EXPECT_NE(refusal(proof_of(alice_, nonce_)).find("no such key"), std::string::npos);
}

TEST_F(GateTest, AProofIsGoodForOneNonceOneRecordAndOneKeyOnly) {
    gate_.publish(table({known(alice_, 1), known(bob_, 2)}));
    wire::Nonce other = nonce_;
    other[31] ^= 1;
    EXPECT_NE(refusal(proof_of(alice_, other)).find("does not prove"), std::string::npos);
    EXPECT_NE(refusal(proof_of(alice_, nonce_, "other.example")).find("does not prove"),
              std::string::npos);
    auto stolen = proof_of(alice_, nonce_);
    stolen.public_key = bob_.public_key.bytes;
    EXPECT_NE(refusal(stolen).find("does not prove"), std::string::npos);
}

TEST_F(GateTest, RevokedAndExpiredKeysStayOut) {
    auto revoked = known(alice_, 1);
    revoked.is_revoked = true;
    auto expired = known(bob_, 2);
    expired.expires = clock_.now();
    gate_.publish(table({revoked, expired}));
    EXPECT_EQ(refusal(proof_of(alice_, nonce_)), "the key was revoked");
    EXPECT_EQ(refusal(proof_of(bob_, nonce_)), "the key has expired");
    clock_.set(Timestamp{clock_.now().ns - 1});
    EXPECT_EQ(refusal(proof_of(bob_, nonce_)), "");
}

TEST_F(GateTest, ASessionEndsAfterItsTime) {
    gate_.publish(table({known(alice_, 1)}));
    auto admission = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    EXPECT_TRUE(gate_.may_stay(admission, now_ + seconds{3'599}));
    auto const over = gate_.may_stay(admission, now_ + seconds{3'600});
    ASSERT_FALSE(over);
    EXPECT_NE(over.error().text.find("session's time is over"), std::string::npos);
}

TEST_F(GateTest, ASessionEndsWhenItsKeyExpires) {
    auto key = known(alice_, 1);
    key.expires = Timestamp{clock_.now().ns + 10 * ns_per_second};
    gate_.publish(table({key}));
    auto admission = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    EXPECT_TRUE(gate_.may_stay(admission, now_ + seconds{9}));
    clock_.set(key.expires);
    auto const over = gate_.may_stay(admission, now_ + seconds{10});
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().text, "the key has expired");
}

TEST_F(GateTest, ASessionEndsWhenItsKeyIsRevokedAndOthersGoOn) {
    gate_.publish(table({known(alice_, 1), known(bob_, 2)}));
    auto alice = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    auto bob = gate_.admit(proof_of(bob_, nonce_), nonce_, now_).value();
    auto revoked = known(alice_, 1);
    revoked.is_revoked = true;
    gate_.publish(table({revoked, known(bob_, 2)}));
    auto const over = gate_.may_stay(alice, now_);
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().text, "the key was revoked");
    EXPECT_TRUE(gate_.may_stay(bob, now_));
}

TEST_F(GateTest, WhoHoldsTheFilesReadsAllOnlyWhereNoKeyIsRequired) {
    EXPECT_FALSE(gate_.reading_of(KeyNumber{}).everything);
    GateOptions open;
    open.key_required = false;
    Gate const local{open, clock_};
    EXPECT_TRUE(local.reading_of(KeyNumber{}).everything);
}

TEST_F(GateTest, AFeedIsForThoseWhoMayReadIt) {
    gate_.publish(table({known(alice_, 1), known(bob_, 2, {false, {OwnerId{7}}})}));
    wire::Subscribe all;
    EXPECT_TRUE(gate_.may_follow(KeyNumber{1}, all));
    EXPECT_FALSE(gate_.may_follow(KeyNumber{2}, all));
    wire::Subscribe own;
    own.filter.owner = 7;
    EXPECT_TRUE(gate_.may_follow(KeyNumber{2}, own));
    own.filter.owner = 8;
    EXPECT_FALSE(gate_.may_follow(KeyNumber{2}, own));
    EXPECT_FALSE(gate_.may_follow(KeyNumber{3}, own));
}

TEST(RateLimiterTest, WithoutALimitAllIsTaken) {
    RateLimiter limiter{{0, 1}};
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1'000'000, {}), 0U);
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1'000'000, {}), 0U);
}

TEST(RateLimiterTest, AKeyMayComeWithABurstAndThenWaits) {
    RateLimiter limiter{{100, 50}};
    Gate::Moment now{seconds{10}};
    EXPECT_EQ(limiter.take(KeyNumber{1}, 50, now), 0U);
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1, now), 0U);   // the bucket is empty, not in debt
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1, now), 10U);  // a hundredth of a second
    EXPECT_EQ(limiter.take(KeyNumber{2}, 50, now), 0U);  // others have buckets of their own
    now += std::chrono::milliseconds{10};
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1, now), 0U);
}

TEST(RateLimiterTest, ABatchLargerThanTheBucketIsTakenAndPaidAfterwards) {
    RateLimiter limiter{{100, 50}};
    Gate::Moment const now{seconds{10}};
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1'050, now), 0U);
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1, now), 10'000U);
    EXPECT_EQ(limiter.take(KeyNumber{1}, 1, now + seconds{10}), 0U);
}

TEST_F(GateTest, AnotherPaceHoldsAtOnceAndAnotherSessionLengthForNewSessions) {
    gate_.publish(table({known(alice_, 1)}));
    auto before = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    EXPECT_EQ(gate_.pace(KeyNumber{1}, 1'000'000, now_), 0U);
    GateOptions options;
    options.session_for = seconds{10};
    options.rate = {100, 50};
    gate_.retune(options);
    auto after = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    EXPECT_TRUE(gate_.may_stay(after, now_ + seconds{9}).has_value());
    EXPECT_FALSE(gate_.may_stay(after, now_ + seconds{10}).has_value());
    EXPECT_TRUE(gate_.may_stay(before, now_ + seconds{11}).has_value());
    EXPECT_EQ(gate_.pace(KeyNumber{1}, 100, now_), 0U);
    EXPECT_EQ(gate_.pace(KeyNumber{1}, 1, now_), 500U);
    options.rate = {};
    gate_.retune(options);
    EXPECT_EQ(gate_.pace(KeyNumber{1}, 1'000'000, now_), 0U);
}

}  // namespace
}  // namespace tally::serve
