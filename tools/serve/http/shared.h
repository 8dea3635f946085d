#pragma once

#include "tools/serve/access/token_desk.h"
#include "tools/serve/http/gateway.h"
#include "tools/serve/http/names.h"
#include "tools/serve/http/router.h"

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
    std::unordered_map<std::uint64_t, std::shared_ptr<Peer>> peers;  // looked up, never listed
};

}  // namespace tally::serve::http
