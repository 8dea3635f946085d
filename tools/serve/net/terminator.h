#pragma once

#include "tools/tls/tunnel.h"

#include <functional>
#include <memory>
#include <string>

namespace tally::serve {

// Speaks TLS with clients, on a thread of its own: a handshake is dear, strangers may ask for it,
// and those whose connections are open must not wait for them. What comes out are sockets on which
// the same conversation goes on in the clear (tls::open_tunnel).
class Terminator {
public:
    // Why a client that came was not let in, or that it went on with TLS no more; `peer` is where
    // it came from, "ADDRESS:PORT".
    using OnRefusal = std::function<void(std::string const& why, std::string const& peer)>;
    using OnSocket = std::function<void(tls::Descriptor)>;  // on the terminator's thread

    Terminator(tls::Context context, OnRefusal on_refusal);
    Terminator(Terminator const&) = delete;
    Terminator& operator=(Terminator const&) = delete;
    ~Terminator();

    // Shakes hands. Any thread.
    void take(tls::Descriptor socket, char const* protocol, OnSocket on_socket);

    // Other certificates and rules, for those who come from now on. Any thread.
    void use(tls::Context context);

    // Cuts what is open; nothing is called any more.
    void stop();

private:
    class Inside;
    std::unique_ptr<Inside> inside_;
};

}  // namespace tally::serve
