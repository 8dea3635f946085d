// What is done to a server short of killing it: no room for another byte, and no time to run.
#include "tests/tools/serve/soak/soak.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <unistd.h>

#include <csignal>

namespace tally::bench {
namespace {

// While it lives, what is started may write no file longer than this, as on a disk without room.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
        rlimit const limit{bytes, before_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
    }

    FileSizeLimit(FileSizeLimit const&) = delete;
    FileSizeLimit& operator=(FileSizeLimit const&) = delete;

    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

TEST(FaultsTest, AServerThatCannotWriteEndsAndLosesNothingThatItAcknowledged) {
    Soak soak{Load::transfers, 40'000};
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    auto const start = [&] {
        FileSizeLimit const limit{2U << 20U};
        soak.start();
    };
    auto const status = run_past_the_end_of_one(soak, workload, nullptr, start, [] {});
    EXPECT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
    EXPECT_NE(WEXITSTATUS(status), 0);
    expect_each_once(soak.data(), soak.commands());
    EXPECT_EQ(run_tally("verify", soak.data()), 0);
}

TEST(FaultsTest, AServerThatIsStoppedAndContinuedGoesOn) {
    Soak soak{Load::transfers, 20'000};
    Workload workload{{Load::transfers, 100, 0, true, 20, 3}};
    soak.start();
    unsigned stops = 0;
    auto const stop_a_while = [&](std::uint64_t replies) {
        if (replies % 30 != 0) return;
        ::kill(soak.server().pid(), SIGSTOP);
        ::usleep(20'000);
        ::kill(soak.server().pid(), SIGCONT);
        ++stops;
    };
    soak.run(workload, stop_a_while, [&] { return stops >= 5; });
    expect_each_once(soak.data(), soak.commands());
}

}  // namespace
}  // namespace tally::bench
