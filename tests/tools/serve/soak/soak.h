#pragma once

#include "journal/store/rocks_store.h"
#include "tests/support/temporary_directory.h"
#include "tools/bench/acknowledged.h"
#include "tools/bench/driver.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tally::bench {

// A real server under load by three clients, to which a test does harm meanwhile.
class Soak {
public:
    Soak(Load load, std::uint64_t commands, std::uint64_t batch = 60) {
        options_.shape.load = load;
        options_.shape.accounts = 100;
        options_.shape.owners = 20;
        options_.shape.markets = 3;
        options_.commands = commands;
        options_.batch = batch;
        options_.clients = 3;
        options_.in_flight = 3;
        arguments_ = {"--unix", (directory_ / "socket").string()};
        create();
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    // From the next start on checkpoints are signed, and snapshots taken as often as can be.
    void sign_and_snapshot_often();

    void launch() {
        auto launched = ServerProcess::launch(TALLY_PROGRAM, data(), arguments_);
        ASSERT_TRUE(launched.has_value()) << launched.error().text;
        server_ = std::move(launched).value();
    }

    void start() {
        launch();
        auto const ready = server_->await_ready();
        ASSERT_TRUE(ready.has_value()) << ready.error().text;
    }

    [[nodiscard]] ServerProcess& server() { return *server_; }

    using Hook = std::function<void(std::uint64_t replies)>;

    // Loads the server again and again until `enough`, at least once, then stops it in order and
    // compares its record with all that was answered. `on_reply` may kill and start the server.
    void run(Workload& workload, Hook on_reply, std::function<bool()> const& enough) {
        auto opened = Driver::open(options_, "unix:" + (directory_ / "socket").string());
        ASSERT_TRUE(opened.has_value());
        auto& driver = *opened.value();
        ASSERT_TRUE(driver.prepare(workload.preparation()).has_value());
        if (on_reply) driver.on_reply(std::move(on_reply));
        do {
            auto const done = driver.run(workload);
            ASSERT_TRUE(done.has_value()) << done.error().text;
            commands_ += options_.commands;
        } while (!enough());
        auto const stopped = server_->stop();
        EXPECT_TRUE(stopped.has_value()) << stopped.error().text;
        auto const checked = check_acknowledged(data(), driver.acknowledged());
        EXPECT_TRUE(checked.has_value()) << checked.error().text;
    }

    // How many commands were sent, each until it was answered.
    [[nodiscard]] std::uint64_t commands() const { return commands_; }

private:
    void create() const;

    [[nodiscard]] std::string key() const { return (directory_ / "key").string(); }

    TemporaryDirectory directory_;
    LoadOptions options_;
    std::vector<std::string> arguments_;  // of the server
    std::unique_ptr<ServerProcess> server_;
    std::uint64_t commands_ = 0;
};

// Loads a server that `start` starts and that will end by itself, and from its end on another one,
// after `recover`. The clients go on asking meanwhile. The status with which the first one ended.
[[nodiscard]] int run_past_the_end_of_one(Soak& soak,
                                          Workload& workload,
                                          Soak::Hook on_reply,
                                          std::function<void()> const& start,
                                          std::function<void()> const& recover);

// The exit code of `tally ARGUMENTS --data DATA`.
[[nodiscard]] int run_tally(std::string const& arguments, std::string const& data);

// Each transfer of the workload, 1 to `commands`, has happened once.
void expect_each_once(std::string const& data, std::uint64_t commands);

}  // namespace tally::bench
