// kill -9 of the server at random moments under load. Whatever a client was told is in the record,
// once and as it was told; what it asked for has happened once in the end, however often it was
// sent.
#include "tests/tools/serve/soak/soak.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdlib>

namespace tally::bench {
namespace {

unsigned rounds() {
    auto const* const asked = std::getenv("TALLY_SOAK_ROUNDS");
    return asked == nullptr ? 20U : static_cast<unsigned>(std::atoi(asked));
}

// Runs the workload against a server that is killed and started again so many times.
void run_killing(Soak& soak, Workload& workload) {
    Random random;
    unsigned kills = 0;
    std::uint64_t next_kill = 3;
    soak.start();
    auto const maybe_kill = [&](std::uint64_t replies) {
        if (replies < next_kill || kills == rounds()) return;
        ::usleep(static_cast<unsigned>(random.below(3'000)));  // anywhere within what it does
        soak.server().kill();
        soak.start();
        ++kills;
        next_kill = replies + 1 + random.below(30);
    };
    soak.run(workload, maybe_kill, [&] { return kills == rounds(); });
}

TEST(KillTest, EveryTransferHappensOnceAndEveryAnswerIsTrue) {
    Soak soak{Load::transfers, 3'000};
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    run_killing(soak, workload);
    expect_each_once(soak.data(), soak.commands());
    EXPECT_EQ(run_tally("verify", soak.data()), 0);
    EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak.data()), 0);
}

TEST(KillTest, OrdersAreAnsweredTruthfullyToo) {
    Soak soak{Load::orders, 3'000};
    Workload workload{{Load::orders, 100, 0, false, 20, 3}};
    run_killing(soak, workload);
    EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak.data()), 0);
}

}  // namespace
}  // namespace tally::bench
