#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/server.h"
#include "tools/wire/endpoint.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tally::serve::http {

struct GatewayOptions {
    wire::Endpoint listen;                  // TCP
    Terminator* terminator = nullptr;       // of TLS; none: in the clear
    std::vector<std::string> cors_origins;  // whose pages may ask
    bool insecure_local = false;            // no keys; only at a local endpoint

    std::size_t connections_max = 5'000;
    std::size_t header_bytes_max = std::size_t{16} << 10U;
    std::size_t body_bytes_max = std::size_t{8} << 20U;
    std::size_t subscriptions_max = 64;       // of one stream
    std::chrono::seconds request_within{20};  // a whole request, from its first byte
    std::chrono::seconds idle_for{75};        // between requests
};

// HTTP/JSON and WebSocket, beside the binary protocol and on the same services. A thread of its
// own: parsing, writing and packing JSON is slow work, which must not hold up those who speak the
// binary protocol.
class Gateway {
public:
    // Listens at once. The services must answer its connections, whose numbers are
    // first_branch_connection and above, through `outbox`.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> open(GatewayOptions options,
                                                               Services services,
                                                               Outbox& outbox);
    Gateway(Gateway const&) = delete;
    Gateway& operator=(Gateway const&) = delete;
    ~Gateway();

    // Other sizes (connections, bytes of a body) from now on; connections that are open stay.
    void retune(GatewayOptions const& sizes);

    // Closes all connections and asks the services nothing more. To be called before they go; the
    // gateway itself goes after them, since they may still tell it something.
    void stop();

    struct Figures {
        std::size_t connections = 0;
        std::size_t sessions = 0;
    };

    // As they are about now. Any thread.
    [[nodiscard]] Figures figures() const;

    // Where it listens, with the port that the system chose for port 0.
    [[nodiscard]] wire::Endpoint const& listening() const;

private:
    class Inside;
    explicit Gateway(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

}  // namespace tally::serve::http
