#pragma once

#include "journal/vocabulary/result.h"
#include "tools/wire/endpoint.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace tally::serve {

// One place to listen on. A Unix socket's file is removed when the listener goes.
class Listener {
public:
    using Protocol = boost::asio::generic::stream_protocol;
    using Socket = Protocol::socket;

    // A file in the way of a Unix socket is removed if nobody listens behind it any more.
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(boost::asio::io_context& context,
                                                                wire::Endpoint const& where);
    Listener(Listener const&) = delete;
    Listener& operator=(Listener const&) = delete;
    ~Listener();

    // Hands every new connection on, until close().
    void accept(std::function<void(Socket)> on_socket);
    void close();

    [[nodiscard]] wire::Endpoint const& endpoint() const { return endpoint_; }

private:
    using Acceptor = boost::asio::basic_socket_acceptor<Protocol>;

    Listener(boost::asio::io_context& context, wire::Endpoint endpoint);
    [[nodiscard]] Result<void> bind(Protocol::endpoint const& address);
    void accept_next();

    Acceptor acceptor_;
    boost::asio::steady_timer pause_;
    wire::Endpoint endpoint_;
    bool owns_file_ = false;
    std::function<void(Socket)> on_socket_;
};

}  // namespace tally::serve
