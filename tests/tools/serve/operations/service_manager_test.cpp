#include "tools/serve/operations/service_manager.h"

#include "tests/support/temporary_directory.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace tally::serve {
namespace {

class ServiceManagerTest : public testing::Test {
protected:
    void TearDown() override {
        ::unsetenv("NOTIFY_SOCKET");
        ::unsetenv("WATCHDOG_USEC");
        ::unsetenv("WATCHDOG_PID");
    }
};

TEST_F(ServiceManagerTest, WhatIsSaidArrivesAsOneDatagram) {
    TemporaryDirectory const directory;
    auto const path = (directory / "s").string();
    int const socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr const*>(&address), sizeof address), 0);
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
    ServiceManager{}.say("READY=1");
    std::array<char, 64> got{};
    auto const size = ::recv(socket, got.data(), got.size(), MSG_DONTWAIT);
    ::close(socket);
    ASSERT_GT(size, 0);
    EXPECT_EQ(std::string(got.data(), static_cast<std::size_t>(size)), "READY=1");
}

TEST_F(ServiceManagerTest, NobodyThereIsNoFailure) {
    ServiceManager{}.say("READY=1");
    ::setenv("NOTIFY_SOCKET", "/nonexistent/socket", 1);
    ServiceManager{}.say("READY=1");
    EXPECT_EQ(ServiceManager{}.watchdog_every(), std::nullopt);
}

TEST_F(ServiceManagerTest, TheWatchdogHearsUsThreeTimesInItsTime) {
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    EXPECT_EQ(ServiceManager{}.watchdog_every(), std::chrono::seconds{10});
    ::setenv("WATCHDOG_PID", "1", 1);  // another process's
    EXPECT_EQ(ServiceManager{}.watchdog_every(), std::nullopt);
    ::setenv("WATCHDOG_PID", "", 1);
    ::setenv("WATCHDOG_USEC", "often", 1);
    EXPECT_EQ(ServiceManager{}.watchdog_every(), std::nullopt);
}

}  // namespace
}  // namespace tally::serve
