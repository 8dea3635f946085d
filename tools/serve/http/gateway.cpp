#include "tools/serve/http/gateway.h"

#include "tools/serve/http/session.h"
#include "tools/serve/net/listener.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <thread>
#include <utility>

namespace tally::serve::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr std::uint64_t names_connection = first_branch_connection;  // before all others
constexpr std::uint64_t endless_credit = std::uint64_t{1} << 40U;

}  // namespace

class Gateway::Inside {
public:
    Inside(GatewayOptions const& options, Services services, Outbox& outbox)
        : outbox_(outbox),
          shared_{options,
                  services,
                  Router{router_options(options)},
                  TokenDesk{services.gate},
                  Names{},
                  false,
                  {}} {}

    Inside(Inside const&) = delete;
    Inside& operator=(Inside const&) = delete;

    ~Inside() { stop(); }

    void stop() {
        context_.stop();
        if (thread_.joinable()) thread_.join();
    }

    [[nodiscard]] Result<void> listen() {
        auto& where = shared_.options.listen;
        Secured const secured{shared_.options.terminator, tls::speaks_http};
        TALLY_TRY(listener, Listener::open(context_, where, secured));
        where = listener->endpoint();
        listener_ = std::move(listener);
        return success();
    }

    void start() {
        outbox_.on_first([this] { asio::post(context_, [this] { hand_out(); }); });
        learn_names();
        listener_->accept([this](Listener::Socket socket) { welcome(as_tcp(std::move(socket))); });
        thread_ = std::thread{[this] { context_.run(); }};
    }

    void retune(std::size_t connections_max, std::size_t body_bytes_max) {
        asio::post(context_, [this, connections_max, body_bytes_max] {
            shared_.options.connections_max = connections_max;
            shared_.options.body_bytes_max = body_bytes_max;
        });
    }

    [[nodiscard]] wire::Endpoint const& listening() const { return shared_.options.listen; }

    [[nodiscard]] Figures figures() const {
        return {shared_.connections_open.load(std::memory_order_relaxed),
                shared_.sessions_open.load(std::memory_order_relaxed)};
    }

private:
    RouterOptions router_options(GatewayOptions const& options) {
        return {
            options.cors_origins, options.insecure_local, [this] { return shared_.names_known; }};
    }

    void learn_names() {
        wire::Subscribe all;
        all.filter.kinds = Names::kinds();
        all.credit_bytes = endless_credit;
        shared_.services.feeds.open(names_connection, all);
    }

    // What creates an asset, market or chain is told before anything that is about it: on each
    // round the feeds are stepped in the order of their connections.
    void learn(Outgoing const& outgoing) {
        if (auto const* const piece = std::get_if<FeedPiece>(&outgoing.what)) {
            if (!shared_.names.learn(piece->leaves)) shared_.names_known = false;
            shared_.services.feeds.sent(names_connection, piece->leaves.bytes.size());
        } else {
            shared_.names_known = std::holds_alternative<FeedCaughtUp>(outgoing.what);
        }
    }

    void hand_out() {
        std::vector<Outgoing> all;
        outbox_.take(all);
        for (auto const& outgoing : all) {
            if (outgoing.connection == names_connection) {
                learn(outgoing);
                continue;
            }
            auto const found = shared_.peers.find(outgoing.connection);
            if (found == shared_.peers.end()) continue;
            auto const peer = found->second;  // it may leave meanwhile
            peer->tell(outgoing);
        }
    }

    void welcome(tcp::socket socket) {
        if (shared_.peers.size() >= shared_.options.connections_max) return;  // closes it
        boost::system::error_code ignored;
        socket.set_option(tcp::no_delay{true}, ignored);
        auto const id = ++last_connection_;
        auto const session = std::make_shared<Session>(shared_, id, std::move(socket));
        shared_.peers.emplace(id, session);
        shared_.count();
        session->start();
    }

    Outbox& outbox_;
    asio::io_context context_{1};
    Shared shared_;
    std::unique_ptr<Listener> listener_;
    std::uint64_t last_connection_ = names_connection;
    std::thread thread_;
};

Gateway::Gateway(std::unique_ptr<Inside> inside) : inside_(std::move(inside)) {}

Gateway::~Gateway() = default;

void Gateway::retune(GatewayOptions const& sizes) {
    inside_->retune(sizes.connections_max, sizes.body_bytes_max);
}

void Gateway::stop() {
    inside_->stop();
}

Result<std::unique_ptr<Gateway>> Gateway::open(GatewayOptions options,
                                               Services services,
                                               Outbox& outbox) {
    if (options.listen.is_unix() || (options.insecure_local && !options.listen.is_local()))
        return Failure{
            FailureKind::usage,
            "HTTP cannot be served at " + wire::format(options.listen) +
                ": it needs a TCP address, and with --insecure-local one of this machine"};
    auto inside = std::make_unique<Inside>(options, services, outbox);
    TALLY_TRYV(inside->listen());
    inside->start();
    return std::unique_ptr<Gateway>{new Gateway{std::move(inside)}};
}

Gateway::Figures Gateway::figures() const {
    return inside_->figures();
}

wire::Endpoint const& Gateway::listening() const {
    return inside_->listening();
}

}  // namespace tally::serve::http
