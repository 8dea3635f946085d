// The client library against the real program: commands, reads and feeds over one socket.
#include "journal/codec/codec.h"
#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/bench/server_process.h"
#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <future>
#include <mutex>

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
        Options options;
        options.server = "unix:" + socket();
        client_ = Client::open(std::move(options)).value();
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
    EXPECT_EQ(served.client().read("status", 99).value().status, 404U);
    EXPECT_EQ(served.client().read("status", std::nullopt, 99).value().status, 425U);
    for (auto const* const query : {"status",
                                    "balances",
                                    "transfers/9",
                                    "orders",
                                    "entries/3",
                                    "fills",
                                    "statements/1",
                                    "escrows",
                                    "chains",
                                    "books"})
        EXPECT_EQ(served.client().read(query).value().status, 200U) << query;
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
