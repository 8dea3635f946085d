#pragma once

#include "journal/vocabulary/result.h"

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace tally::bench {

struct ProcessFigures {
    std::uint64_t resident_bytes = 0;
    std::uint64_t resident_bytes_most = 0;
    std::uint64_t bytes_written = 0;  // to disk, so far
    std::uint64_t cpu_ms = 0;
};

// A `tally serve` of this very program, as a process of its own.
class ServerProcess {
public:
    enum class Door : std::uint8_t { open, keys_only };

    // Launches one and waits until it is ready.
    [[nodiscard]] static Result<std::unique_ptr<ServerProcess>> start(
        std::string const& program,
        std::string const& data,
        std::vector<std::string> const& extra,
        Door door = Door::open);

    // `extra`: more arguments for the server. With an open door it asks nobody for a key.
    [[nodiscard]] static Result<std::unique_ptr<ServerProcess>> launch(
        std::string const& program,
        std::string const& data,
        std::vector<std::string> const& extra,
        Door door = Door::open);

    // Waits until one that was launched is ready.
    [[nodiscard]] Result<void> await_ready();

    ServerProcess(ServerProcess const&) = delete;
    ServerProcess& operator=(ServerProcess const&) = delete;
    ~ServerProcess();  // kills it if it still runs

    [[nodiscard]] std::string const& address() const { return address_; }

    [[nodiscard]] pid_t pid() const { return pid_; }

    [[nodiscard]] ProcessFigures figures() const;

    // SIGTERM, and waits. Anything but exit code 0 is a failure.
    [[nodiscard]] Result<void> stop();

    // SIGKILL, and waits.
    void kill();

    // Waits until it ends by itself; its status, as waitpid has it.
    [[nodiscard]] int wait();

private:
    explicit ServerProcess(pid_t pid, int output) : pid_(pid), output_(output) {}

    pid_t pid_;
    int output_;
    std::string address_;
};

}  // namespace tally::bench
