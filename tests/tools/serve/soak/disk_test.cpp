// A real server whose disk fails under it, in whatever way: it ends, says why, and the next one
// finds all that was acknowledged.
#include "tests/tools/serve/soak/soak.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace tally::bench {
namespace {

constexpr int internal_error = 6;

std::string text_of(std::string const& file) {
    std::ifstream input{file};
    return {std::istreambuf_iterator<char>{input}, {}};
}

// While it lives, what is started has the faulty disk, and says what it has to say into a file.
class Afflicted {
public:
    Afflicted(std::string const& plan, std::string const& said) : before_(::dup(STDERR_FILENO)) {
        ::setenv("LD_PRELOAD", TALLY_FAULTY_DISK, 1);
        ::setenv("TALLY_TEST_DISK", plan.c_str(), 1);
        auto const file = ::open(said.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        EXPECT_GE(::dup2(file, STDERR_FILENO), 0);
        ::close(file);
    }

    Afflicted(Afflicted const&) = delete;
    Afflicted& operator=(Afflicted const&) = delete;

    ~Afflicted() {
        ::dup2(before_, STDERR_FILENO);
        ::close(before_);
        ::unsetenv("LD_PRELOAD");
        ::unsetenv("TALLY_TEST_DISK");
    }

private:
    int before_;
};

class DiskTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (std::string{TALLY_FAULTY_DISK}.empty())
            GTEST_SKIP() << "a sanitizer's library must be loaded before all others";
    }

    void start_afflicted() {
        Afflicted const afflicted{plan(), said()};
        soak_.start();
    }

    // Nothing else sees half of it: the file is put in its place when it is whole.
    void let(std::string const& fault) const {
        auto const whole = plan() + ".new";
        std::ofstream{whole} << fault;
        std::filesystem::rename(whole, plan());
    }

    void expect_fatal(std::string const& fault, std::string const& why) {
        SCOPED_TRACE(fault);
        auto const befall = [&](std::uint64_t replies) {
            if (replies == 30) let(fault);
        };
        auto const status = run_past_the_end_of_one(
            soak_,
            workload_,
            befall,
            [this] { start_afflicted(); },
            [this] { std::filesystem::remove(plan()); });
        ASSERT_TRUE(WIFEXITED(status)) << "ended by signal " << WTERMSIG(status);
        EXPECT_EQ(WEXITSTATUS(status), internal_error);
        EXPECT_NE(text_of(said()).find(why), std::string::npos) << text_of(said());
        expect_sound();
    }

    void expect_sound() const {
        expect_each_once(soak_.data(), soak_.commands());
        EXPECT_EQ(run_tally("verify", soak_.data()), 0);
        EXPECT_EQ(run_tally("replay --re-decide --from-zero", soak_.data()), 0);
    }

    [[nodiscard]] std::string plan() const { return soak_.data() + ".plan"; }

    [[nodiscard]] std::string said() const { return soak_.data() + ".said"; }

    Soak soak_{Load::transfers, 20'000};
    Workload workload_{{Load::transfers, 100, 0, true, 20, 3}};
};

TEST_F(DiskTest, AFullDiskEndsTheServer) {
    expect_fatal("write 28 /record/", "No space left on device");
}

TEST_F(DiskTest, AnErrorOnWriteEndsTheServer) {
    expect_fatal("write 5 /record/", "Input/output error");
}

TEST_F(DiskTest, AnErrorOnSyncEndsTheServerAndIsNotTriedAgain) {
    expect_fatal("sync 5 /record/", "Input/output error");
}

TEST_F(DiskTest, ADiskThatIsFullInTheMiddleOfABlockEndsTheServer) {
    expect_fatal("short 28 /record/", "No space left on device");
}

TEST_F(DiskTest, AWitnessThatCannotBeWrittenEndsTheServer) {
    expect_fatal("write 5 /witness", "Input/output error");
}

TEST_F(DiskTest, WritesThatTakeOnlyHalfAtATimeAreOnlySlow) {
    start_afflicted();
    let("short 0 /data/");
    soak_.run(workload_, nullptr, [] { return true; });
    expect_sound();
}

}  // namespace
}  // namespace tally::bench
