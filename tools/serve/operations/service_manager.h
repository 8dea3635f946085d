#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tally::serve {

// systemd's notification protocol (sd_notify), or anybody else's who speaks it: a datagram to the
// socket that NOTIFY_SOCKET names. Without one nothing happens.
class ServiceManager {
public:
    // Takes its settings from the environment of this process.
    ServiceManager();

    // Says something, such as "READY=1". What the other side misses is its own affair.
    void say(std::string_view state) const;

    // How often it wants to hear that we live; nothing if it does not.
    [[nodiscard]] std::optional<std::chrono::milliseconds> watchdog_every() const {
        return watchdog_every_;
    }

private:
    std::string socket_;
    std::optional<std::chrono::milliseconds> watchdog_every_;
};

}  // namespace tally::serve
