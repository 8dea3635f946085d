// The door beside a real engine: what the record says of keys is what the door knows.
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tests/tools/serve/access/keys.h"
#include "tools/client/command_batch.h"
#include "tools/serve/access/keys_of.h"
#include "tools/serve/intake/intake.h"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tally::serve {
namespace {

class LiveKeysTest : public testing::Test {
protected:
    LiveKeysTest() {
        gate_.set_origin(test_origin);
        StoreMeta meta;
        meta.origin = test_origin;
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        outbox_.on_first([this] {
            std::lock_guard const lock{mutex_};
            woken_ = true;
            changed_.notify_all();
        });
        open();
    }

    void open() {
        IntakeOptions options;
        options.on_access = [this](Access const& access) { gate_.publish(keys_of(access)); };
        auto opened = Intake::open(data(), std::move(options), outbox_, [](Failure const& failure) {
            ADD_FAILURE() << failure.text;
        });
        intake_ = std::move(opened).value();
    }

    // The outcome of one command, once it is durable.
    Outcome apply(Body const& command, std::uint16_t key = 0) {
        client::CommandBatch batch;
        EXPECT_TRUE(batch.add(command));
        Submission submission;
        submission.connection = 1;
        submission.key = KeyNumber{key};
        submission.commands = &batch.leaves();
        EXPECT_TRUE(intake_->submit(submission).accepted);
        std::vector<Outgoing> all;
        while (all.empty()) {
            std::unique_lock lock{mutex_};
            if (!changed_.wait_for(lock, std::chrono::seconds{60}, [this] { return woken_; })) {
                ADD_FAILURE() << "no answer in time";
                return Outcome::ok;
            }
            woken_ = false;
            lock.unlock();
            outbox_.take(all);
        }
        return std::get<Answered>(all.front().what).answers.answers.front().outcome;
    }

    static AddKey add(TestKey const& key) {
        AddKey command;
        command.public_key.bytes = key.public_key.bytes;
        return command;
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    TemporaryDirectory directory_;
    Outbox outbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    SystemClock clock_;
    Gate gate_{{}, clock_};
    std::unique_ptr<Intake> intake_;
    TestKey alice_ = test_key(1);
    wire::Nonce nonce_{5};
    Gate::Moment now_ = std::chrono::steady_clock::now();
};

CreateAsset dollar() {
    CreateAsset command;
    command.code = *AssetCode::from("USD");
    command.scale = 2;
    return command;
}

TEST_F(LiveKeysTest, AKeyComesInAsSoonAsItsAdditionIsAnsweredAndUntilItIsRevoked) {
    EXPECT_TRUE(gate_.knows_nobody());
    EXPECT_EQ(apply(add(alice_)), Outcome::ok);
    auto admission = gate_.admit(proof_of(alice_, nonce_), nonce_, now_).value();
    EXPECT_EQ(admission.key, KeyNumber{1});
    EXPECT_EQ(apply(RevokeKey{KeyNumber{1}, Outcome::ok}), Outcome::ok);
    EXPECT_FALSE(gate_.may_stay(admission, now_));
    EXPECT_FALSE(gate_.admit(proof_of(alice_, nonce_), nonce_, now_));
}

TEST_F(LiveKeysTest, TheEngineHearsWhoAsks) {
    EXPECT_EQ(apply(add(alice_)), Outcome::ok);
    EXPECT_EQ(apply(dollar(), 1), Outcome::not_authorized);
    EXPECT_EQ(apply(GrantRole{KeyNumber{1}, Role::operations, {}, {}}), Outcome::ok);
    EXPECT_EQ(apply(dollar(), 1), Outcome::ok);
}

TEST_F(LiveKeysTest, WhatAKeyMayReadFollowsFromItsRoles) {
    EXPECT_EQ(apply(add(alice_)), Outcome::ok);
    EXPECT_FALSE(gate_.reading_of(KeyNumber{1}).covers(OwnerId{7}));
    Scope const seven{OwnerId{7}, {}, {}};
    EXPECT_EQ(apply(GrantRole{KeyNumber{1}, Role::trader, seven, {}}), Outcome::ok);
    EXPECT_TRUE(gate_.reading_of(KeyNumber{1}).covers(OwnerId{7}));
    EXPECT_FALSE(gate_.reading_of(KeyNumber{1}).covers(OwnerId{8}));
    EXPECT_EQ(apply(GrantRole{KeyNumber{1}, Role::auditor, {}, {}}), Outcome::ok);
    EXPECT_TRUE(gate_.reading_of(KeyNumber{1}).everything);
    EXPECT_EQ(apply(RevokeRole{KeyNumber{1}, Role::auditor, {}, {}}), Outcome::ok);
    EXPECT_FALSE(gate_.reading_of(KeyNumber{1}).everything);
}

TEST_F(LiveKeysTest, ARestartKnowsTheKeysBeforeAnybodyComes) {
    EXPECT_EQ(apply(add(alice_)), Outcome::ok);
    EXPECT_TRUE(intake_->close());
    intake_.reset();
    gate_.publish({});
    open();
    EXPECT_TRUE(gate_.admit(proof_of(alice_, nonce_), nonce_, now_));
}

}  // namespace
}  // namespace tally::serve
