#pragma once

#include "journal/crypto/bip340.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tally::client {

struct Options {
    std::string server;               // "HOST:PORT", "[IPV6]:PORT" or "unix:PATH"
    std::string name = "tally-c++";   // for the server's log
    std::optional<Bip340Secret> key;  // proved to the server after each connect

    // How long a request may go unanswered, reconnects included. After it the request fails; it may
    // have happened all the same: the same ids, sent again, tell.
    std::chrono::milliseconds answer_within{30'000};

    // Waits between attempts to connect: the first, doubled each time, up to the longest.
    std::chrono::milliseconds retry_first{20};
    std::chrono::milliseconds retry_longest{2'000};

    std::size_t feed_window_bytes = std::size_t{1} << 20U;  // of events on their way
};

}  // namespace tally::client
