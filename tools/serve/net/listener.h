#pragma once

#include "journal/vocabulary/result.h"
#include "tools/tls/context.h"
#include "tools/wire/endpoint.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace tally::serve {

class Terminator;

// How a listener's clients speak TLS: as the terminator does, which must outlive the listener;
// none: they do not. Those of a Unix socket never do.
struct Secured {
    Terminator* terminator = nullptr;
    char const* protocol = tls::speaks_tally;
};

// One place to listen on. A Unix socket's file is removed when the listener goes.
class Listener {
public:
    using Protocol = boost::asio::generic::stream_protocol;
    using Socket = Protocol::socket;

    // A file in the way of a Unix socket is removed if nobody listens behind it any more.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& context,
                                                                wire::Endpoint const& where,
                                                                Secured secured = {});
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;
    ~Listener();

    // Hands every new connection on, until close(); one of TLS after its handshake.
    void accept(std::function<void(Socket)> on_socket);
    void close();

    [[nodiscard]] wire::Endpoint const& endpoint() const { return endpoint_; }

private:
    using Acceptor = boost::asio::basic_socket_acceptor<Protocol>;

    Listener(boost::asio::io_context& context, wire::Endpoint endpoint, Secured secured);
    [[nodiscard]] Result<void> bind(Protocol::endpoint const& address);
    void accept_next();
    void welcome(Socket socket);

    Acceptor acceptor_;
    boost::asio::steady_timer pause_;
    wire::Endpoint endpoint_;
    Secured secured_;
    bool owns_file_ = false;
    std::function<void(Socket)> on_socket_;
    std::shared_ptr<Listener*> self_;  // for those who come back when this may be gone; or null
};

// The same socket, for a library that asks for TCP's; what TCP alone can do fails on it if it is
// none.
[[nodiscard]] boost::asio::ip::tcp::socket as_tcp(Listener::Socket socket);

}  // namespace tally::serve
