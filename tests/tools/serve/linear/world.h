#pragma once

#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/bench/server_process.h"
#include "tools/client/client.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace tally::linear {

[[nodiscard]] inline std::uint64_t now_ns() {
    auto const since = std::chrono::steady_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
}

// The real program on a new record, for clients to be told things by.
class World {
public:
    World() {
        StoreMeta meta;
        meta.origin = "linear.example";
        auto const data = (directory_ / "data").string();
        EXPECT_TRUE(RocksStore::create(data, meta).value()->close().has_value());
        server_ = bench::ServerProcess::start(
                      TALLY_PROGRAM, data, {"--unix", (directory_ / "socket").string()})
                      .value();
    }

    [[nodiscard]] std::unique_ptr<client::Client> connect() const {
        client::Options options;
        options.server = "unix:" + (directory_ / "socket").string();
        options.answer_within = std::chrono::minutes{2};
        return client::Client::open(std::move(options)).value();
    }

    void stop() { EXPECT_TRUE(server_->stop().has_value()); }

private:
    TemporaryDirectory directory_;
    std::unique_ptr<bench::ServerProcess> server_;
};

// All at once, each on a thread of its own: run(steps). What all of them did and were told.
template <class OneClient>
[[nodiscard]] auto run_all(std::vector<std::unique_ptr<OneClient>> const& all, std::size_t steps) {
    {
        std::vector<std::jthread> threads;
        for (auto const& one : all)
            threads.emplace_back([&one, steps] { one->run(steps); });
    }
    auto history = all.front()->history();
    for (std::size_t i = 1; i < all.size(); ++i)
        history.insert(history.end(), all[i]->history().begin(), all[i]->history().end());
    return history;
}

}  // namespace tally::linear
