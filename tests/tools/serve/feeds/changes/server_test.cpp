// Feeds of changes of the real program: what a follower has is what a read says; kills, filters.
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tests/tools/serve/feeds/changes/follower.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>

namespace tally::client {
namespace {

constexpr std::string_view setting =
    "{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":2}\n"
    "{\"command\":\"create_account\",\"id\":\"1\",\"asset\":\"USD\",\"owner\":\"7\",\"code\":1}\n"
    "{\"command\":\"create_account\",\"id\":\"2\",\"asset\":\"USD\",\"owner\":\"8\",\"code\":1}\n";

std::string transfers(unsigned first, unsigned count) {
    std::string lines;
    for (auto id = first; id < first + count; ++id)
        lines += "{\"command\":\"create_transfer\",\"id\":\"" + std::to_string(id) +
                 "\",\"debit\":\"1\",\"credit\":\"2\",\"asset\":\"USD\",\"amount\":\"0.01\","
                 "\"code\":1}\n";
    return lines;
}

class ChangeFeedServerTest : public ::testing::Test {
protected:
    ChangeFeedServerTest() {
        StoreMeta meta;
        meta.origin = "followed.example";
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        start();
        client_ = open({});
        apply(std::string{setting});
    }

    [[nodiscard]] std::unique_ptr<Client> open(Options options) const {
        options.server = "unix:" + socket();
        return Client::open(std::move(options)).value();
    }

    void start() {
        server_ = bench::ServerProcess::start(TALLY_PROGRAM, data(), {"--unix", socket()}).value();
    }

    void apply(std::string const& lines) {
        auto const answers = client_->apply_json(lines);
        EXPECT_EQ(answers.value().find("error"), std::string::npos) << answers.value();
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    [[nodiscard]] std::string socket() const { return (directory_ / "socket").string(); }

    [[nodiscard]] static FeedRequest balances(bool with_rows) {
        FeedRequest request;
        request.feed = wire::feed::balances;
        request.with_rows = with_rows;
        return request;
    }

    [[nodiscard]] Follower& new_follower() { return followers_.emplace_back(); }

    TemporaryDirectory directory_;
    std::deque<Follower> followers_;  // outlive the client, which calls them
    std::unique_ptr<bench::ServerProcess> server_;
    std::unique_ptr<Client> client_;
};

TEST_F(ChangeFeedServerTest, RowsThenChangesAreWhatAReadSaysAlsoAfterAKill) {
    apply(transfers(100, 50));
    auto& follower = new_follower();
    client_->follow(balances(true), follower.handlers());
    ASSERT_TRUE(follower.wait([](auto const& one) { return one.rows_end_ != 0; }));
    EXPECT_TRUE(follower.wait([](auto const& one) { return one.has("2", "0.50"); }));
    EXPECT_TRUE(follower.changes_.empty());
    apply(transfers(200, 25));
    EXPECT_TRUE(follower.wait([](auto const& one) { return one.has("2", "0.75"); }));
    server_->kill();
    start();
    apply(transfers(300, 25));
    EXPECT_TRUE(follower.wait([](auto const& one) { return one.has("2", "1.00"); }));
    EXPECT_TRUE(follower.wait([](auto const& one) { return one.has("1", "-1.00"); }));
    auto const read = client_->read("accounts/2", std::nullopt, 103).value();
    EXPECT_NE(read.body.find("\"credits_posted\":\"1.00\""), std::string::npos) << read.body;
}

TEST_F(ChangeFeedServerTest, WhoResumesFromTheRecordIsToldTheSameBytesAsWhoWasLive) {
    auto& live = new_follower();
    client_->follow(balances(true), live.handlers());
    ASSERT_TRUE(live.wait([](auto const& one) { return one.rows_end_ != 0; }));
    auto const from = live.rows_end_;
    apply(transfers(100, 300));
    ASSERT_TRUE(live.wait([](auto const& one) { return one.has("2", "3.00"); }));
    auto& from_ring = new_follower();
    auto request = balances(false);
    request.from = from;
    client_->follow(request, from_ring.handlers());
    ASSERT_TRUE(from_ring.wait([](auto const& one) { return one.has("2", "3.00"); }));
    server_->kill();
    start();  // its ring is empty
    auto& caught_up = new_follower();
    client_->follow(request, caught_up.handlers());
    ASSERT_TRUE(caught_up.wait([](auto const& one) { return one.has("2", "3.00"); }));
    auto const has_all = [&](auto const& one) {
        return one.changes_.size() >= live.changes_.size();
    };
    EXPECT_TRUE(from_ring.wait(has_all));
    EXPECT_TRUE(caught_up.wait(has_all));
    EXPECT_FALSE(live.changes_.empty());
    EXPECT_EQ(from_ring.changes_, live.changes_);
    EXPECT_EQ(caught_up.changes_, live.changes_);
}

TEST_F(ChangeFeedServerTest, WhoFiltersForAnOwnerIsToldOfNobodyElse) {
    auto& follower = new_follower();
    auto request = balances(true);
    request.filter.owner = 8;
    client_->follow(request, follower.handlers());
    ASSERT_TRUE(follower.wait([](auto const& one) { return one.rows_end_ != 0; }));
    apply(transfers(100, 10));
    ASSERT_TRUE(follower.wait([](auto const& one) { return one.has("2", "0.10"); }));
    EXPECT_FALSE(follower.objects_.contains("1"));
}

TEST_F(ChangeFeedServerTest, WhoGrantsLittleIsToldAllOfItAndWhoConflatesTheLast) {
    auto& follower = new_follower();
    auto& conflating = new_follower();
    Options options;
    options.feed_window_bytes = 2'048;  // a few rows
    auto const slow = open(options);
    slow->follow(balances(true), follower.handlers());
    ASSERT_TRUE(follower.wait([](auto const& one) { return one.rows_end_ != 0; }));
    apply(transfers(100, 2'000));
    auto request = balances(false);
    request.from = follower.rows_end_;
    request.conflate = true;
    client_->follow(request, conflating.handlers());
    auto const has_all = [](auto const& one) {
        return one.has("1", "-20.00") && one.has("2", "20.00");
    };
    ASSERT_TRUE(follower.wait(has_all));
    ASSERT_TRUE(conflating.wait(has_all));
    EXPECT_EQ(std::count(follower.changes_.begin(), follower.changes_.end(), '\n'), 4'000);
    EXPECT_LT(conflating.changes_.size(), follower.changes_.size());
}

TEST_F(ChangeFeedServerTest, AFeedThatThereIsNotIsRefused) {
    auto& follower = new_follower();
    FeedRequest request;
    request.feed = 77;
    client_->follow(request, follower.handlers());
    ASSERT_TRUE(follower.wait([](auto const& one) { return !one.ended_.empty(); }));
    EXPECT_NE(follower.ended_.find("there is no feed 77"), std::string::npos);
}

}  // namespace
}  // namespace tally::client
