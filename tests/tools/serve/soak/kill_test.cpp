// kill -9 of the server at random moments under load. Whatever a client was told is in the record,
// once and as it was told; what it asked for has happened once in the end, however often it was
// sent.
#include "journal/store/rocks_store.h"
#include "replay/record.h"
#include "tests/support/temporary_directory.h"
#include "tools/bench/acknowledged.h"
#include "tools/bench/driver.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace tally::bench {
namespace {

unsigned rounds() {
    auto const* const asked = std::getenv("TALLY_SOAK_ROUNDS");
    return asked == nullptr ? 20U : static_cast<unsigned>(std::atoi(asked));
}

class Soak {
public:
    explicit Soak(Load load) {
        options_.shape.load = load;
        options_.shape.accounts = 100;
        options_.shape.owners = 20;
        options_.shape.markets = 3;
        options_.commands = 3'000;
        options_.batch = 60;
        options_.clients = 3;
        options_.in_flight = 3;
        StoreMeta meta;
        meta.origin = "soak.example";
        auto store = RocksStore::create(data(), meta);
        EXPECT_TRUE(store.value()->close().has_value());
    }

    [[nodiscard]] std::string data() const { return (directory_ / "data").string(); }

    // Loads the server and kills it again and again; leaves it stopped in order.
    void run(Workload& workload) {
        start();
        auto opened = Driver::open(options_, "unix:" + socket());
        ASSERT_TRUE(opened.has_value());
        auto& driver = *opened.value();
        ASSERT_TRUE(driver.prepare(workload.preparation()).has_value());
        driver.on_reply([&](std::uint64_t replies) { maybe_kill(replies); });
        while (kills_ < rounds()) {
            auto const done = driver.run(workload);
            ASSERT_TRUE(done.has_value()) << done.error().text;
            commands_ += options_.commands;
        }
        auto const stopped = server_->stop();
        EXPECT_TRUE(stopped.has_value()) << stopped.error().text;
        auto const checked = check_acknowledged(data(), driver.acknowledged());
        EXPECT_TRUE(checked.has_value()) << checked.error().text;
    }

    [[nodiscard]] std::uint64_t commands() const { return commands_; }

private:
    [[nodiscard]] std::string socket() const { return (directory_ / "socket").string(); }

    void start() {
        auto started = ServerProcess::start(TALLY_PROGRAM, data(), {"--unix", socket()});
        ASSERT_TRUE(started.has_value()) << started.error().text;
        server_ = std::move(started).value();
    }

    void maybe_kill(std::uint64_t replies) {
        if (replies < next_kill_ || kills_ == rounds()) return;
        ::usleep(static_cast<unsigned>(random_.below(3'000)));  // anywhere within what it does
        server_->kill();
        start();
        ++kills_;
        next_kill_ = replies + 1 + random_.below(30);
    }

    TemporaryDirectory directory_;
    LoadOptions options_;
    Random random_;
    std::unique_ptr<ServerProcess> server_;
    unsigned kills_ = 0;
    std::uint64_t next_kill_ = 3;
    std::uint64_t commands_ = 0;
};

// How often each transfer of the workload succeeded, by its number.
std::vector<unsigned> successes(std::string const& data, std::uint64_t commands) {
    std::vector<unsigned> times(commands + 1);
    auto const record = Record::open(data);
    EXPECT_TRUE(record.has_value());
    auto const read =
        for_each_entry(*record.value(), 0, record.value()->size(), [&](Entry const& entry) {
            auto const* const transfer = std::get_if<CreateTransfer>(&entry.body);
            if (transfer == nullptr) return true;
            EXPECT_TRUE(transfer->outcome == Outcome::ok || transfer->outcome == Outcome::exists)
                << name_of(transfer->outcome);
            auto const number = number_of(entry.body);
            if (transfer->outcome == Outcome::ok && number <= commands) ++times[number];
            return true;
        });
    EXPECT_TRUE(read.has_value());
    return times;
}

TEST(KillTest, EveryTransferHappensOnceAndEveryAnswerIsTrue) {
    Soak soak{Load::transfers};
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    soak.run(workload);
    auto const times = successes(soak.data(), soak.commands());
    for (std::uint64_t number = 1; number <= soak.commands(); ++number)
        ASSERT_EQ(times[number], 1U) << "transfer " << number;
    EXPECT_EQ(
        std::system((std::string{TALLY_PROGRAM} + " verify -q --data " + soak.data()).c_str()), 0);
    EXPECT_EQ(std::system((std::string{TALLY_PROGRAM} +
                           " replay --re-decide --from-zero -q --data " + soak.data())
                              .c_str()),
              0);
}

TEST(KillTest, OrdersAreAnsweredTruthfullyToo) {
    Soak soak{Load::orders};
    Workload workload{{Load::orders, 100, 0, false, 20, 3}};
    soak.run(workload);
    EXPECT_EQ(std::system((std::string{TALLY_PROGRAM} +
                           " replay --re-decide --from-zero -q --data " + soak.data())
                              .c_str()),
              0);
}

}  // namespace
}  // namespace tally::bench
