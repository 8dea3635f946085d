#pragma once

#include "journal/vocabulary/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tally::wire {

// Where a server listens: a TCP port of a host, or a Unix socket.
struct Endpoint {
    std::string host;  // empty for a Unix socket
    std::uint16_t port = 0;
    std::string path;  // of a Unix socket

    [[nodiscard]] bool is_unix() const { return !path.empty(); }

    // Nobody on another machine can reach it: a Unix socket, 127.x.x.x, ::1 or localhost.
    [[nodiscard]] bool is_local() const;

    friend bool operator==(Endpoint const&, Endpoint const&) = default;
};

// "HOST:PORT", "[IPV6]:PORT" or "unix:PATH".
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text);

// The same, as text.
[[nodiscard]] std::string format(Endpoint const& endpoint);

}  // namespace tally::wire
