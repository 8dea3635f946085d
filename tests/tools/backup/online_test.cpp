// Backups of a record while a server in another process writes it.
#include "journal/store/rocks_store.h"
#include "replay/record.h"
#include "replay/verify.h"
#include "tests/support/temporary_directory.h"
#include "tools/backup/backup.h"
#include "tools/bench/driver.h"
#include "tools/bench/server_process.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace tally::backup {
namespace {

bench::LoadOptions small_load() {
    bench::LoadOptions options;
    options.shape.accounts = 50;
    options.commands = 4'000;
    options.batch = 40;
    options.clients = 2;
    options.in_flight = 2;
    return options;
}

std::uint64_t entries_in(std::string const& directory) {
    auto const record = Record::open(directory);
    EXPECT_TRUE(record.has_value());
    return record.has_value() ? record.value()->size() : 0;
}

TEST(OnlineBackupTest, EachBackupIsAStateThatTheRecordWasIn) {
    TemporaryDirectory const directory;
    auto const data = (directory / "data").string();
    auto const copy = (directory / "copy").string();
    StoreMeta meta;
    meta.origin = "online.example";
    ASSERT_TRUE(RocksStore::create(data, meta).value()->close().has_value());
    auto const socket = (directory / "socket").string();
    auto server = bench::ServerProcess::start(TALLY_PROGRAM, data, {"--unix", socket});
    ASSERT_TRUE(server.has_value()) << server.error().text;
    auto const load = small_load();
    bench::Workload workload{{bench::Load::transfers, 50, 0, false, 1, 1}};
    auto driver = bench::Driver::open(load, "unix:" + socket);
    ASSERT_TRUE(driver.has_value()) << driver.error().text;
    ASSERT_TRUE(driver.value()->prepare(workload.preparation()).has_value());

    std::atomic<bool> done{false};
    std::thread writing{[&] {
        auto const ran = driver.value()->run(workload);
        EXPECT_TRUE(ran.has_value());
        done = true;
    }};
    cli::OutputOptions quiet;
    quiet.quiet = true;
    auto const output = cli::Output::open(quiet);
    std::uint64_t before = 0;
    for (bool last = false; !last;) {
        last = done;
        auto const ran = run_backup({data, copy}, *output.value());
        EXPECT_TRUE(ran.has_value()) << ran.error().text;
        auto const entries = entries_in(copy);
        EXPECT_GE(entries, before);
        before = entries;
    }
    writing.join();
    EXPECT_TRUE(server.value()->stop().has_value());
    EXPECT_EQ(before, entries_in(data));
    VerifyRequest const all;
    EXPECT_TRUE(tally::verify(*Record::open(copy).value(), all).has_value());
}

}  // namespace
}  // namespace tally::backup
