#include "tests/tools/serve/soak/soak.h"

#include "journal/checkpoint/signing_key.h"
#include "replay/record.h"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

namespace tally::bench {

void Soak::create() const {
    StoreMeta meta;
    meta.origin = "soak.example";
    auto const signs = SigningKey::generate(meta.origin).value();
    EXPECT_TRUE(signs.write(key()).has_value());
    for (auto const& verifier : signs.verifiers())
        meta.verifier_keys.push_back(verifier.line());
    EXPECT_TRUE(RocksStore::create(data(), meta).value()->close().has_value());
}

void Soak::sign_and_snapshot_often() {
    auto const config = (directory_ / "config").string();
    std::ofstream{config} << "[engine]\nsnapshot_every = 10000\n";
    arguments_.insert(arguments_.end(), {"--key", key(), "--config", config});
}

// A server ends with the thread that started it, so one thread does that and stays to the end.
int run_past_the_end_of_one(Soak& soak,
                            Workload& workload,
                            Soak::Hook on_reply,
                            std::function<void()> const& start,
                            std::function<void()> const& recover) {
    int status = 0;
    std::atomic<unsigned> started = 0;
    std::atomic<bool> done = false;
    std::thread operator_thread{[&] {
        start();
        started = 1;
        started.notify_one();
        status = soak.server().wait();
        recover();
        soak.start();
        started = 2;
        done.wait(false);
    }};
    started.wait(0);
    soak.run(workload, std::move(on_reply), [&] { return started == 2; });
    done = true;
    done.notify_one();
    operator_thread.join();
    return status;
}

int run_tally(std::string const& arguments, std::string const& data) {
    return std::system(
        (std::string{TALLY_PROGRAM} + " " + arguments + " -q --data " + data).c_str());
}

void expect_each_once(std::string const& data, std::uint64_t commands) {
    std::vector<unsigned> times(commands + 1);
    auto const record = Record::open(data);
    ASSERT_TRUE(record.has_value());
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
    for (std::uint64_t number = 1; number <= commands; ++number)
        ASSERT_EQ(times[number], 1U) << "transfer " << number;
}

}  // namespace tally::bench
