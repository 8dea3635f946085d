// kill -9 of the server at random moments under load. Whatever a client was told is in the record,
// once and as it was told; what it asked for has happened once in the end, however often it was
// sent.
#include "tests/tools/serve/soak/soak.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace tally::bench {
namespace {

unsigned rounds() {
    auto const* const asked = std::getenv("TALLY_SOAK_ROUNDS");
    return asked == nullptr ? 20U : static_cast<unsigned>(std::atoi(asked));
}

// Kills the server, in turn: at its work; likewise, and the next one while it starts; while it ends
// in order, with its last checkpoint and snapshot.
class Killer {
public:
    explicit Killer(Soak& soak) : soak_(soak) {}

    void kill(unsigned number) {
        if (number % 3 == 2) {
            ::kill(soak_.server().pid(), SIGTERM);
            sleep(30'000);
        } else {
            sleep(3'000);  // anywhere within what it does
        }
        soak_.server().kill();
        if (number % 3 == 1) {
            soak_.launch();
            sleep(100'000);
            soak_.server().kill();
        }
        soak_.start();
    }

    [[nodiscard]] std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }

private:
    void sleep(std::uint64_t most_us) { ::usleep(static_cast<unsigned>(below(most_us))); }

    Soak& soak_;
    Random random_;
};

// Runs the workload against a server that is killed and started again so many times, each after at
// most so many replies.
void run_killing(Soak& soak, Workload& workload, unsigned times, std::uint64_t replies_most = 30) {
    Killer killer{soak};
    unsigned kills = 0;
    std::uint64_t next_kill = 3;
    soak.start();
    auto const maybe_kill = [&](std::uint64_t replies) {
        if (replies < next_kill || kills == times) return;
        killer.kill(kills);
        ++kills;
        next_kill = replies + 1 + killer.below(replies_most);
    };
    soak.run(workload, maybe_kill, [&] { return kills == times; });
}

TEST(KillTest, EveryTransferHappensOnceAndEveryAnswerIsTrue) {
    Soak soak{Load::transfers, 3'000};
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    run_killing(soak, workload, rounds());
    expect_each_once(soak.data(), soak.commands());
    EXPECT_EQ(run_tally("verify", soak.data()), 0);
    EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak.data()), 0);
}

// Batches so large that most of the time a snapshot is being taken.
TEST(KillTest, SnapshotsAndCheckpointsThatWereCutShortHarmNothing) {
    Soak soak{Load::transfers, 60'000, 2'000};
    soak.sign_and_snapshot_often();
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    run_killing(soak, workload, rounds() / 2 + 1, 10);
    expect_each_once(soak.data(), soak.commands());
    EXPECT_EQ(run_tally("verify", soak.data()), 0);
    EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak.data()), 0);
    auto const store = RocksStore::open(soak.data(), OpenMode::read_only).value();
    EXPECT_FALSE(store->snapshots().list().value().empty());
    EXPECT_FALSE(store->checkpoints().value().empty());
}

TEST(KillTest, OrdersAreAnsweredTruthfullyToo) {
    Soak soak{Load::orders, 3'000};
    Workload workload{{Load::orders, 100, 0, false, 20, 3}};
    run_killing(soak, workload, rounds());
    EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak.data()), 0);
}

}  // namespace
}  // namespace tally::bench
