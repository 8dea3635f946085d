#pragma once

#include "journal/crypto/bip340.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace tally::client {

// Files are PEM.
struct TlsOptions {
    std::string ca;               // whose servers are believed; empty: those the system believes
    std::string certificate;      // shown to a server that asks for one
    std::string certificate_key;  // empty: it stands in `certificate`
    std::string server_name;      // in the server's certificate; empty: the host of the address
};

struct Options {
    std::string server;              // "HOST:PORT", "[IPV6]:PORT" or "unix:PATH"; "tls://HOST:PORT"
    TlsOptions tls;                  // of a server at tls://
    std::string name = "tally-c++";  // for the server's log
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
