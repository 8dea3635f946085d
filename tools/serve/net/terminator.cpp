#include "tools/serve/net/terminator.h"

#include "journal/threads/this_thread.h"
#include "tools/wire/endpoint.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <sys/socket.h>

#include <thread>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;

namespace {

// Handshakes at a time. Each may take as long as TunnelOptions says, so that a flood of those who
// begin one and say no more takes this many descriptors and not all.
constexpr std::size_t handshakes_max = 4'096;

// "ADDRESS:PORT"; empty if it has gone already.
std::string peer_of(tls::Descriptor const& socket) {
    asio::ip::tcp::endpoint peer;
    auto length = static_cast<socklen_t>(peer.capacity());
    if (::getpeername(socket.number(), peer.data(), &length) != 0) return {};
    peer.resize(length);
    return wire::format({peer.address().to_string(), peer.port(), {}});
}

}  // namespace

class Terminator::Inside {
public:
    Inside(tls::Context context, OnRefusal on_refusal)
        : tls_(std::move(context)), on_refusal_(std::move(on_refusal)), thread_([this] {
              introduce_this_thread("tally-tls", Urgency::serves);
              context_.run();
          }) {}

    Inside(Inside const&) = delete;
    Inside& operator=(Inside const&) = delete;

    ~Inside() { stop(); }

    void stop() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

    void take(tls::Descriptor socket, char const* protocol, OnSocket on_socket) {
        asio::post(
            context_,
            [this, held = std::move(socket), protocol, go_on = std::move(on_socket)]() mutable {
                shake(std::move(held), protocol, std::move(go_on));
            });
    }

    void use(tls::Context context) {
        asio::post(context_, [this, context = std::move(context)] { tls_ = context; });
    }

private:
    void shake(tls::Descriptor socket, char const* protocol, OnSocket on_socket) {
        auto const peer = peer_of(socket);
        if (handshakes_ >= handshakes_max)
            return on_refusal_("too many handshakes at a time", peer);
        ++handshakes_;
        tls::TunnelOptions options;
        options.protocol = protocol;
        tls::open_tunnel(tls_,
                         tls::adopt(context_.get_executor(), std::move(socket)),
                         std::move(options),
                         [this, peer, go_on = std::move(on_socket)](Result<tls::Descriptor> inner) {
                             --handshakes_;
                             if (!inner) return on_refusal_(inner.error().text, peer);
                             go_on(std::move(inner).value());
                         });
    }

    tls::Context tls_;
    OnRefusal on_refusal_;
    std::size_t handshakes_ = 0;
    asio::io_context context_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_ =
        asio::make_work_guard(context_);
    std::thread thread_;
};

Terminator::Terminator(tls::Context context, OnRefusal on_refusal)
    : inside_(std::make_unique<Inside>(std::move(context), std::move(on_refusal))) {}

Terminator::~Terminator() = default;

void Terminator::take(tls::Descriptor socket, char const* protocol, OnSocket on_socket) {
    inside_->take(std::move(socket), protocol, std::move(on_socket));
}

void Terminator::use(tls::Context context) {
    inside_->use(std::move(context));
}

void Terminator::stop() {
    inside_->stop();
}

}  // namespace tally::serve
