#include "tools/serve/net/listener.h"

#include "tools/serve/net/terminator.h"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <cstring>
#include <filesystem>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;

namespace {

using Error = boost::system::error_code;

Failure cannot_listen(wire::Endpoint const& where, std::string const& why) {
    return Failure{FailureKind::usage,
                   "cannot listen on " + wire::format(where) + ": " + why +
                       "; name another place, or end what is there"};
}

// A socket file that a killed server left behind.
bool is_abandoned(asio::io_context& context, std::string const& path) {
    std::error_code error;
    if (!std::filesystem::is_socket(path, error)) return false;
    asio::local::stream_protocol::socket probe{context};
    Error refused;
    probe.connect(asio::local::stream_protocol::endpoint{path}, refused);
    return refused == asio::error::connection_refused;
}

}  // namespace

Listener::Listener(asio::io_context& context, wire::Endpoint endpoint, Secured secured)
    : acceptor_(context),
      pause_(context),
      endpoint_(std::move(endpoint)),
      secured_(secured),
      self_(std::make_shared<Listener*>(this)) {}

Listener::~Listener() {
    close();
}

Result<std::unique_ptr<Listener>> Listener::open(asio::io_context& context,
                                                 wire::Endpoint const& where,
                                                 Secured secured) {
    if (where.is_unix()) secured.terminator = nullptr;
    std::unique_ptr<Listener> listener{new Listener{context, where, secured}};
    if (where.is_unix()) {
        std::error_code ignored;
        if (is_abandoned(context, where.path)) std::filesystem::remove(where.path, ignored);
        TALLY_TRYV(listener->bind(asio::local::stream_protocol::endpoint{where.path}));
        listener->owns_file_ = true;
        return listener;
    }
    asio::ip::tcp::resolver resolver{context};
    Error error;
    auto const found = resolver.resolve(where.host, std::to_string(where.port), error);
    if (error) return cannot_listen(where, error.message());
    TALLY_TRYV(listener->bind(found.begin()->endpoint()));
    auto const bound = listener->acceptor_.local_endpoint(error);
    asio::ip::tcp::endpoint address;
    address.resize(bound.size());
    std::memcpy(address.data(), bound.data(), bound.size());
    listener->endpoint_.port = address.port();
    return listener;
}

Result<void> Listener::bind(Protocol::endpoint const& address) {
    Error error;
    acceptor_.open(address.protocol(), error);
    if (error) return cannot_listen(endpoint_, error.message());
    Error ignored;
    acceptor_.set_option(asio::socket_base::reuse_address{true}, ignored);
    acceptor_.bind(address, error);
    if (error) return cannot_listen(endpoint_, error.message());
    acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return cannot_listen(endpoint_, error.message());
    return success();
}

void Listener::accept(std::function<void(Socket)> on_socket) {
    on_socket_ = std::move(on_socket);
    accept_next();
}

// Out of descriptors, it waits a little instead of spinning.
void Listener::accept_next() {
    acceptor_.async_accept([this](Error error, Socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            welcome(std::move(socket));
            return accept_next();
        }
        pause_.expires_after(std::chrono::milliseconds{50});
        pause_.async_wait([this](Error stopped) {
            if (!stopped) accept_next();
        });
    });
}

// What comes back from the terminator comes to this thread, where the listener may be gone by then.
void Listener::welcome(Socket socket) {
    if (secured_.terminator == nullptr) return on_socket_(std::move(socket));
    Error failed;
    tls::Descriptor descriptor{socket.release(failed)};
    if (failed) return;
    auto const on_inner = [executor = acceptor_.get_executor(),
                           weak = std::weak_ptr{self_}](tls::Descriptor inner) {
        asio::post(executor, [executor, weak, held = std::move(inner)]() mutable {
            auto const self = weak.lock();
            if (self) (*self)->on_socket_(tls::adopt(executor, std::move(held)));
        });
    };
    secured_.terminator->take(std::move(descriptor), secured_.protocol, on_inner);
}

asio::ip::tcp::socket as_tcp(Listener::Socket socket) {
    auto const executor = socket.get_executor();
    Error failed;
    auto const descriptor = socket.release(failed);
    if (failed) return asio::ip::tcp::socket{executor};
    return asio::ip::tcp::socket{executor, asio::ip::tcp::v4(), descriptor};
}

void Listener::close() {
    self_.reset();
    Error ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    if (!std::exchange(owns_file_, false)) return;
    std::error_code unimportant;
    std::filesystem::remove(endpoint_.path, unimportant);
}

}  // namespace tally::serve
