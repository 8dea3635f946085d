#pragma once

#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/client/command_batch.h"
#include "tools/serve/intake/intake.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tally::serve {

// An intake over a real record, and its answers.
class IntakeWorld {
public:
    explicit IntakeWorld(std::uint32_t slice = 1'000) : IntakeWorld(with_slices_of(slice)) {}

    explicit IntakeWorld(IntakeOptions options) : options_(std::move(options)) {
        StoreMeta meta;
        meta.origin = "intake.example";
        if (auto const& key = options_.sequencer.key)
            for (auto const& verifier : key->verifiers())
                meta.verifier_keys.push_back(verifier.line());
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        outbox_.on_first([this] {
            std::lock_guard const lock{mutex_};
            woken_ = true;
            changed_.notify_all();
        });
        open();
    }

    void open() {
        auto opened = Intake::open(data(), options_, outbox_, [](Failure const& failure) {
            ADD_FAILURE() << failure.text;
        });
        intake_ = std::move(opened).value();
    }

    [[nodiscard]] Intake& intake() { return *intake_; }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    void submit(std::uint64_t request, client::CommandBatch const& batch) {
        Submission submission;
        submission.connection = 1;
        submission.request_id = request;
        submission.commands = &batch.leaves();
        EXPECT_TRUE(intake_->submit(submission).accepted);
    }

    void submit_lines(std::uint64_t request, std::string const& lines) {
        Submission submission;
        submission.connection = 1;
        submission.request_id = request;
        submission.json_lines = lines;
        EXPECT_TRUE(intake_->submit(submission).accepted);
    }

    // Waits for so many batches' answers.
    std::vector<Answered> answers(std::size_t count) {
        std::vector<Answered> all;
        std::vector<Outgoing> some;
        while (all.size() < count) {
            wait();
            outbox_.take(some);
            for (auto& one : some)
                all.push_back(std::get<Answered>(std::move(one.what)));
            some.clear();
        }
        return all;
    }

    // Waits for the answer to a connection that asked once, and forgets all others' before it.
    Answered answer_to(std::uint64_t connection) {
        std::vector<Outgoing> some;
        std::optional<Answered> found;
        while (!found) {
            wait();
            outbox_.take(some);
            for (auto& one : some)
                if (one.connection == connection) found = std::get<Answered>(std::move(one.what));
            some.clear();
        }
        return std::move(*found);
    }

private:
    static IntakeOptions with_slices_of(std::uint32_t commands) {
        IntakeOptions options;
        options.slice_commands = commands;
        return options;
    }

    void wait() {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return woken_; });
        woken_ = false;
    }

    TemporaryDirectory directory_;
    IntakeOptions options_;
    Outbox outbox_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    std::unique_ptr<Intake> intake_;
};

inline CreateAsset asset() {
    CreateAsset command;
    command.code = *AssetCode::from("USD");
    command.scale = 2;
    return command;
}

inline CreateAccount account(std::uint64_t id) {
    CreateAccount command;
    command.id = AccountId{id};
    command.owner = OwnerId{id};
    command.asset = AssetNumber{1};
    command.code = 1;
    return command;
}

inline CreateTransfer transfer(std::uint64_t id) {
    CreateTransfer command;
    command.id = TransferId{id};
    command.debit = AccountId{1};
    command.credit = AccountId{2};
    command.asset = AssetNumber{1};
    command.requested = Amount{5};
    command.code = 1;
    return command;
}

}  // namespace tally::serve
