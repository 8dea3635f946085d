#include "tools/serve/operations/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace tally::serve {

namespace {

std::string_view environment(char const* name) {
    auto const* const value = std::getenv(name);
    return value == nullptr ? std::string_view{} : std::string_view{value};
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

}  // namespace

ServiceManager::ServiceManager() : socket_(environment("NOTIFY_SOCKET")) {
    auto const pid = number(environment("WATCHDOG_PID"));
    auto const us = number(environment("WATCHDOG_USEC"));
    bool const ours = !pid || *pid == static_cast<std::uint64_t>(::getpid());
    if (us && *us > 0 && ours)
        watchdog_every_ = std::chrono::milliseconds{std::max<std::uint64_t>(*us / 3'000, 1)};
}

void ServiceManager::say(std::string_view state) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::copy(socket_.begin(), socket_.end(), std::begin(address.sun_path));
    if (socket_.front() == '@') address.sun_path[0] = '\0';  // an abstract one
    auto const length = offsetof(sockaddr_un, sun_path) + socket_.size();
    int const descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    static_cast<void>(::sendto(descriptor,
                               state.data(),
                               state.size(),
                               MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<sockaddr const*>(&address),
                               static_cast<socklen_t>(length)));
    ::close(descriptor);
}

}  // namespace tally::serve
