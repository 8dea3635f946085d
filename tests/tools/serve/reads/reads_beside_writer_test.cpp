// Reads as the server wires them: beside a sequencer that writes, over a projector that follows.
#include "tests/engine/sequencer/sequencer_world.h"
#include "tests/tools/serve/host/projector_parts.h"
#include "tools/serve/host/projector.h"
#include "tools/serve/reads/reads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace tally::serve {
namespace {

constexpr std::uint64_t accounts = 300;

std::vector<Request> opening() {
    std::vector<Request> requests;
    requests.push_back({CreateAsset{*AssetCode::from("USD"), 2, {}, Outcome::ok}, std::nullopt});
    for (std::uint64_t id = 1; id <= accounts; ++id) {
        CreateAccount account;
        account.id = AccountId{id};
        account.owner = OwnerId{id};
        account.asset = AssetNumber{1};
        account.code = 1;
        requests.push_back({account, std::nullopt});
    }
    return requests;
}

// From account 1 to account 2, one cent.
Request cent(std::uint64_t id) {
    CreateTransfer transfer;
    transfer.id = TransferId{id};
    transfer.debit = AccountId{1};
    transfer.credit = AccountId{2};
    transfer.asset = AssetNumber{1};
    transfer.requested = Amount{1};
    transfer.code = 1;
    return {transfer, std::nullopt};
}

class BesideWriter final : public ReceiptSink {
public:
    BesideWriter() : data_((directory_.path() / "data").string()) {
        testing::make_directory(data_);
        auto options = testing::small_options();
        options.snapshots_from_outside = true;
        sequencer_ = Sequencer::open(data_, std::move(options), oracle_, clock_, *this).value();
        projector_.emplace(projector_parts(*sequencer_));
        watched_ = true;
        outbox_.on_first([this] { deliver(); });
        reads_.emplace(reads_parts(), outbox_);
        submit(opening());
        EXPECT_TRUE(sequencer_->flush());
    }

    BesideWriter(BesideWriter const&) = delete;
    BesideWriter& operator=(BesideWriter const&) = delete;

    ~BesideWriter() override {
        watched_ = false;  // all that was submitted is durable: nobody is being told anything
        projector_.reset();
        reads_.reset();
        EXPECT_TRUE(sequencer_->close());
    }

    void durable(std::span<Receipt const> receipts) override {
        auto const& last = receipts.back();
        tip_ = last.sequence.value + last.consequences + 1;
        if (watched_) projector_->grew(tip_);
    }

    void submit(std::vector<Request> const& requests) {
        for (auto const& request : requests)
            EXPECT_TRUE(sequencer_->submit(Request{request}));
    }

    void flush() { EXPECT_TRUE(sequencer_->flush()); }

    [[nodiscard]] std::uint64_t tip() const { return tip_; }

    // Waits for the answer. Any thread.
    [[nodiscard]] RowsAnswer ask(std::string const& query, std::uint64_t min_sequence = 0) {
        wire::Read question;
        question.request_id = ++last_request_;
        question.query = query;
        question.min_sequence = min_sequence;
        auto answer = expect(question.request_id);
        reads_->read(1, KeyNumber{}, question);
        return answer.get();
    }

private:
    std::future<RowsAnswer> expect(std::uint64_t request) {
        std::lock_guard const lock{mutex_};
        return waiting_[request].get_future();
    }

    void deliver() {
        std::vector<Outgoing> taken;
        outbox_.take(taken);
        std::lock_guard const lock{mutex_};
        for (auto& one : taken) {
            auto answer = std::get<RowsAnswer>(std::move(one.what));
            auto const request = answer.request_id;
            waiting_.at(request).set_value(std::move(answer));
            waiting_.erase(request);
        }
    }

    ReadsParts reads_parts() {
        ReadsParts parts;
        parts.data = data_;
        parts.tip = [this] { return tip_.load(); };
        parts.ask = [this](std::uint64_t at_least, Projector::Question question) {
            return projector_->ask(at_least, std::move(question));
        };
        return parts;
    }

    TemporaryDirectory directory_;
    std::string data_;
    testing::NoOracle oracle_;
    ManualClock clock_{Timestamp{1'600'000'000 * ns_per_second}};
    std::atomic<std::uint64_t> tip_{0};
    std::atomic<bool> watched_{false};
    std::atomic<std::uint64_t> last_request_{0};
    std::mutex mutex_;
    std::map<std::uint64_t, std::promise<RowsAnswer>> waiting_;
    Outbox outbox_;
    std::unique_ptr<Sequencer> sequencer_;
    std::optional<Projector> projector_;
    std::optional<Reads> reads_;
};

// The balance in the first of some rows, in cents.
std::int64_t cents_of(std::string const& rows) {
    std::string const key = "\"balance\":\"";
    auto const from = rows.find(key) + key.size();
    auto text = rows.substr(from, rows.find('"', from) - from);
    text.erase(text.find('.'), 1);
    return std::stoll(text);
}

TEST(ReadsBesideWriterTest, WhatIsDurableIsReadAtOnce) {
    BesideWriter world;
    for (std::uint64_t id = 1; id <= 200; ++id) {
        world.submit({cent(id)});
        world.flush();
        auto const answer = world.ask("balances/2", world.tip());
        ASSERT_EQ(answer.status, 200U) << answer.body;
        ASSERT_EQ(cents_of(answer.body), static_cast<std::int64_t>(id));
    }
    EXPECT_EQ(world.ask("balances/2", world.tip() + 1).status, 425U);
}

// Each answer is of one moment, and none is older than what was durable when it was asked for.
TEST(ReadsBesideWriterTest, ManyReadWhileTheEngineGoesOn) {
    BesideWriter world;
    std::atomic<bool> done{false};
    std::vector<std::thread> readers;
    for (int reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&world, &done] {
            do {
                auto const tip = world.tip();
                auto const answer = world.ask("balances?limit=2");
                ASSERT_EQ(answer.status, 200U) << answer.body;
                ASSERT_GE(answer.sequence, tip);
                auto const second = answer.body.substr(answer.body.find('\n') + 1);
                ASSERT_EQ(cents_of(answer.body), -cents_of(second)) << answer.body;
            } while (!done);
        });
    }
    for (std::uint64_t id = 1; id <= 5'000; ++id)
        world.submit({cent(id)});
    world.flush();
    done = true;
    for (auto& reader : readers)
        reader.join();
    EXPECT_EQ(cents_of(world.ask("balances/2").body), 5'000);
}

}  // namespace
}  // namespace tally::serve
