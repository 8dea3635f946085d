// What is done to a server short of killing it: no room for another byte, and no time to run.
#include "tests/tools/serve/soak/soak.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

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
    {
        FileSizeLimit const limit{2U << 20U};
        soak.start();
    }
    int status = 0;
    std::atomic<bool> restarted = false;
    std::atomic<bool> done = false;
    // The clients go on asking meanwhile; room is made as soon as the server has given up. (A
    // server ends with the thread that started it, so this one stays.)
    std::thread operator_thread{[&] {
        status = soak.server().wait();
        soak.start();
        restarted = true;
        restarted.notify_one();
        done.wait(false);
    }};
    soak.run(workload, nullptr, [&] {
        restarted.wait(false);
        return true;
    });
    done = true;
    done.notify_one();
    operator_thread.join();
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
