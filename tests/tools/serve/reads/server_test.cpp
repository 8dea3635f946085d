// The client library against the real program: commands, reads and feeds over one socket.
#include "journal/codec/codec.h"
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/bench/server_process.h"
#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tally::client {
namespace {

constexpr std::string_view setting =
    "{\"command\":\"create_asset\",\"asset\":\"USD\",\"scale\":2}\n"
    "{\"command\":\"create_account\",\"id\":\"1\",\"asset\":\"USD\",\"owner\":\"7\",\"code\":1}\n"
    "{\"command\":\"create_account\",\"id\":\"2\",\"asset\":\"USD\",\"owner\":\"8\",\"code\":1}\n"
    "{\"command\":\"create_transfer\",\"id\":\"9\",\"debit\":\"1\",\"credit\":\"2\",\"asset\":"
    "\"USD\",\"amount\":\"12.34\",\"code\":1}\n";

class ServedRecord {
public:
    ServedRecord() {
        StoreMeta meta;
        meta.origin = "served.example";
        EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
        start();
        client_ = connect();
    }

    [[nodiscard]] std::unique_ptr<Client> connect() const {
        Options options;
        options.server = "unix:" + socket();
        return Client::open(std::move(options)).value();
    }

    void start() {
        auto started = bench::ServerProcess::start(TALLY_PROGRAM, data(), {"--unix", socket()});
        server_ = std::move(started).value();
    }

    void kill() { server_->kill(); }

    void stop() { EXPECT_TRUE(server_->stop().has_value()); }

    [[nodiscard]] Client& client() { return *client_; }

private:
    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    [[nodiscard]] std::string socket() const { return (directory_ / "socket").string(); }

    TemporaryDirectory directory_;
    std::unique_ptr<bench::ServerProcess> server_;
    std::unique_ptr<Client> client_;
};

TEST(ServedRecordTest, LinesAreAppliedAndReadBackAtAnyPoint) {
    ServedRecord served;
    auto const lines = served.client().apply_json(setting);
    EXPECT_NE(lines.value().find("{\"line\":4,\"sequence\":3,\"result\":\"ok\",\"entries\":[]}"),
              std::string::npos);
    auto const now = served.client().read("accounts/2", std::nullopt, 4).value();
    EXPECT_EQ(now.status, 200U);
    EXPECT_EQ(now.sequence, 4U);
    EXPECT_NE(now.body.find("\"credits_posted\":\"12.34\""), std::string::npos) << now.body;
    auto const before = served.client().read("accounts/2", 2).value();
    EXPECT_EQ(before.sequence, 3U);
    EXPECT_NE(before.body.find("\"credits_posted\":\"0.00\""), std::string::npos) << before.body;
    served.stop();
}

TEST(ServedRecordTest, WhatCannotBeReadIsSaidWithItsReason) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    EXPECT_EQ(served.client().read("accounts/77").value().status, 404U);
    EXPECT_EQ(served.client().read("accounts?colour=red").value().status, 400U);
    EXPECT_EQ(served.client().read("nonsense").value().status, 400U);
    EXPECT_EQ(served.client().read("books?depth=99999999999999999999").value().status, 400U);
    EXPECT_EQ(served.client().read("status", 99).value().status, 404U);
    EXPECT_EQ(served.client().read("status", std::nullopt, 99).value().status, 425U);
    for (auto const* const query : {"status",
                                    "balances",
                                    "transfers/9",
                                    "orders",
                                    "assets",
                                    "assets/USD",
                                    "markets",
                                    "entries/3",
                                    "fills",
                                    "statements/1",
                                    "escrows",
                                    "chains",
                                    "books",
                                    "access",
                                    "access/limits"})
        EXPECT_EQ(served.client().read(query).value().status, 200U) << query;
}

std::string transfer(std::uint64_t id) {
    return "{\"command\":\"create_transfer\",\"id\":\"" + std::to_string(100 + id) +
           "\",\"debit\":\"1\",\"credit\":\"2\",\"asset\":\"USD\",\"amount\":\"0.01\",\"code\":1}"
           "\n";
}

// "12.34" of "balance":"12.34", in cents; of the first row.
std::int64_t cents_of(std::string const& rows) {
    std::string_view const key = "\"balance\":\"";
    auto const from = rows.find(key);
    if (from == std::string::npos) return -1;
    auto text = rows.substr(from + key.size(), rows.find('"', from + key.size()) - from);
    text.erase(text.find('.'), 1);
    return std::stoll(text);
}

TEST(ServedRecordTest, WhoWasAnsweredReadsWhatTheyWrote) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    auto const reader = served.connect();
    for (std::uint64_t i = 1; i <= 100; ++i) {
        static_cast<void>(served.client().apply_json(transfer(i)).value());
        auto& asked = i % 2 == 0 ? served.client() : *reader;
        auto const rows = asked.read("balances/2").value();
        ASSERT_EQ(cents_of(rows.body), 1'234 + static_cast<std::int64_t>(i)) << rows.body;
        ASSERT_EQ(rows.sequence, 4 + i);
    }
    served.stop();
}

// Each answer is of one moment: what one account lacks, the other has; and none is older than the
// one before.
void read_until(Client& client, std::atomic<bool> const& done, std::uint64_t& reads) {
    std::uint64_t seen = 0;
    for (; !done.load() || reads == 0; ++reads) {
        auto const rows = client.read("balances?limit=2").value();
        ASSERT_EQ(rows.status, 200U) << rows.body;
        ASSERT_GE(rows.sequence, seen);
        seen = rows.sequence;
        auto const second = rows.body.substr(rows.body.find('\n') + 1);
        ASSERT_EQ(cents_of(rows.body), -cents_of(second)) << rows.body;
        ASSERT_EQ(cents_of(second), 1'234 + static_cast<std::int64_t>(seen - 4)) << rows.body;
    }
}

TEST(ServedRecordTest, ManyReadWhileOthersWrite) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    std::atomic<bool> done{false};
    constexpr std::size_t readers = 6;
    std::array<std::uint64_t, readers> reads{};
    std::vector<std::thread> threads;
    for (auto& count : reads) {
        threads.emplace_back([&served, &done, &count] {
            auto const client = served.connect();
            read_until(*client, done, count);
        });
    }
    for (std::uint64_t batch = 0; batch < 40; ++batch) {
        std::string lines;
        for (std::uint64_t i = 1; i <= 50; ++i)
            lines += transfer(batch * 50 + i);
        static_cast<void>(served.client().apply_json(lines).value());
    }
    done = true;
    for (auto& thread : threads)
        thread.join();
    EXPECT_TRUE(std::all_of(reads.begin(), reads.end(), [](auto count) { return count > 0; }));
    EXPECT_EQ(cents_of(served.client().read("balances/2").value().body), 1'234 + 2'000);
    served.stop();
}

TEST(ServedRecordTest, PagesOfOneMomentFitTogetherWhileTheEngineGoesOn) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    auto const first = served.client().read("balances?limit=1").value();
    static_cast<void>(served.client().apply_json(transfer(1)).value());
    auto const at = first.sequence - 1;
    auto const second = served.client().read("balances?limit=1&offset=1", at).value();
    EXPECT_EQ(second.sequence, first.sequence);
    EXPECT_EQ(first.body + second.body, served.client().read("balances", at).value().body);
    EXPECT_EQ(cents_of(second.body), 1'234);
    EXPECT_EQ(cents_of(served.client().read("balances/2").value().body), 1'235);
}

TEST(ServedRecordTest, ABalanceIsReadForADate) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    auto const past = served.client().read("balances/2?effective=2020-01-01").value();
    EXPECT_EQ(cents_of(past.body), 0) << past.body;
    EXPECT_EQ(past.body.find("held"), std::string::npos) << past.body;
    auto const future = served.client().read("balances/2?effective=2999-12-31").value();
    EXPECT_EQ(cents_of(future.body), 1'234) << future.body;
    EXPECT_EQ(served.client().read("balances/2?effective=soon").value().status, 400U);
    EXPECT_EQ(served.client().read("orders?effective=2020-01-01").value().status, 400U);
}

TEST(ServedRecordTest, AFeedGoesOnExactlyWhereItWasAfterAKill) {
    ServedRecord served;
    static_cast<void>(served.client().apply_json(setting).value());
    std::mutex mutex;
    std::vector<std::uint64_t> seen;
    std::promise<void> all;
    FeedHandlers handlers;
    handlers.events = [&](wire::Events const& events) {
        std::lock_guard const lock{mutex};
        auto rest = events.entries.bytes;
        for (auto const size : events.entries.sizes) {
            seen.push_back(decode_leaf(rest.first(size)).value().sequence.value);
            rest = rest.subspan(size);
        }
        if (seen.size() == 8) all.set_value();
    };
    static_cast<void>(served.client().follow({}, handlers));
    served.kill();
    served.start();
    static_cast<void>(served.client().apply_json(setting).value());  // four entries that exist
    EXPECT_EQ(all.get_future().wait_for(std::chrono::seconds{30}), std::future_status::ready);
    std::lock_guard const lock{mutex};
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
}

}  // namespace
}  // namespace tally::client
