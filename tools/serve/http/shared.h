#pragma once

#include "tools/serve/access/token_desk.h"
#include "tools/serve/http/gateway.h"
#include "tools/serve/http/names.h"
#include "tools/serve/http/router.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace tally::serve::http {

// Somebody at the other end, to whom the services' answers go.
class Peer {
public:
    Peer() = default;
    Peer(Peer const&) = delete;
    Peer& operator=(Peer const&) = delete;
    virtual ~Peer() = default;

    virtual void tell(Outgoing const& outgoing) = 0;
};

// What all connections share. The gateway's thread only.
struct Shared {
    GatewayOptions options;
    Services services;
    Router router;
    TokenDesk tokens;
    Names names;
    bool names_known = false;  // all that the record had when we started
    std::unordered_map<std::uint64_t, std::shared_ptr<Peer>> peers{};  // looked up, never listed

    // For other threads.
    std::atomic<std::size_t> connections_open{0};
    std::atomic<std::size_t> sessions_open{0};

    // After any of them has changed.
    void count() {
        connections_open.store(peers.size(), std::memory_order_relaxed);
        sessions_open.store(tokens.size(), std::memory_order_relaxed);
    }
};

}  // namespace tally::serve::http
