#include "tools/serve/net/server.h"

#include "tools/serve/net/connection.h"
#include "tools/serve/net/listener.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds look_every{250};
constexpr std::chrono::seconds answers_within{10};  // when stopping

}  // namespace

class Server::Inside : public std::enable_shared_from_this<Server::Inside> {
public:
    Inside(asio::io_context& context, NetOptions options, Services services, Outbox& outbox)
        : context_(context),
          options_(std::move(options)),
          shared_{options_, services.commands, services.reads, services.feeds, services.gate},
          outbox_(outbox),
          timer_(context) {}

    [[nodiscard]] Result<void> listen() {
        for (auto const& where : options_.listen) {
            TALLY_TRY(listener, Listener::open(context_, where, Secured{options_.terminator}));
            endpoints_.push_back(listener->endpoint());
            listeners_.push_back(std::move(listener));
        }
        return success();
    }

    void start() {
        shared_.gone = [this](std::uint64_t id) { gone(id); };
        outbox_.on_first([self = weak_from_this(), &context = context_] {
            asio::post(context, [self] {
                if (auto const inside = self.lock()) inside->pass_answers_on();
            });
        });
        for (auto const& listener : listeners_)
            listener->accept([this](Connection::Socket socket) { welcome(std::move(socket)); });
        watch();
    }

    void retune(NetOptions const& sizes) {
        options_.connections_max = sizes.connections_max;
        options_.subscriptions_max = sizes.subscriptions_max;
        options_.commands_in_flight_max = sizes.commands_in_flight_max;
        options_.output_bytes_max = sizes.output_bytes_max;
    }

    void stop(std::string reason, std::function<void()> done) {
        for (auto const& listener : listeners_)
            listener->close();
        shared_.stopping = true;
        stop_reason_ = std::move(reason);
        stopped_ = std::move(done);
        stop_since_ = std::chrono::steady_clock::now();
        bid_farewell();
        pass_stopped_on();
    }

    void close() {
        shared_.gone = [](std::uint64_t) {};
        for (auto const& listener : listeners_)
            listener->close();
        timer_.cancel();
        connections_.clear();
    }

    [[nodiscard]] std::vector<wire::Endpoint> const& endpoints() const { return endpoints_; }

    [[nodiscard]] NetFigures figures() const {
        auto const has_key = [](auto const& one) { return one.second->key() != KeyNumber{}; };
        auto const sessions = std::count_if(connections_.begin(), connections_.end(), has_key);
        return {connections_.size(), static_cast<std::size_t>(sessions), accepted_, refused_};
    }

private:
    void welcome(Connection::Socket socket) {
        auto const now = std::chrono::steady_clock::now();
        auto const id = ++accepted_;
        auto const connection = std::make_shared<Connection>(shared_, id, std::move(socket), now);
        bool const is_full = connections_.size() >= options_.connections_max;
        connections_.emplace(id, connection);
        connection->start();
        if (!is_full) return;
        ++refused_;
        connection->say_goodbye("too many connections: " + std::to_string(connections_.size() - 1) +
                                " are open; try again later");
    }

    void gone(std::uint64_t id) {
        connections_.erase(id);
        pass_stopped_on();
    }

    void pass_answers_on() {
        outbox_.take(outgoing_);
        std::vector<std::shared_ptr<Connection>> touched;
        for (auto const& outgoing : outgoing_) {
            auto const found = connections_.find(outgoing.connection);
            if (found == connections_.end()) continue;
            found->second->tell(outgoing);
            if (touched.empty() || touched.back() != found->second)
                touched.push_back(found->second);
        }
        outgoing_.clear();
        for (auto const& connection : touched)
            connection->settle();
        if (stopped_) bid_farewell();
    }

    // Those who have all their answers.
    void bid_farewell() {
        auto const all = connections_;
        for (auto const& [id, connection] : all) {
            if (connection->requests_open() == 0) connection->say_goodbye(stop_reason_);
        }
    }

    void pass_stopped_on() {
        if (stopped_ && connections_.empty()) std::exchange(stopped_, nullptr)();
    }

    void watch() {
        timer_.expires_after(look_every);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code error) {
            if (error) return;
            auto const now = std::chrono::steady_clock::now();
            auto const all = self->connections_;
            bool const is_over = self->stopped_ && now - self->stop_since_ > answers_within;
            for (auto const& [id, connection] : all) {
                if (is_over) connection->say_goodbye(self->stop_reason_);
                connection->look_at_the_clock(now);
            }
            self->watch();
        });
    }

    asio::io_context& context_;
    NetOptions options_;
    NetShared shared_;
    Outbox& outbox_;
    asio::steady_timer timer_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::vector<wire::Endpoint> endpoints_;
    std::map<std::uint64_t, std::shared_ptr<Connection>> connections_;
    std::vector<Outgoing> outgoing_;
    std::uint64_t accepted_ = 0;
    std::uint64_t refused_ = 0;
    std::string stop_reason_;
    std::function<void()> stopped_;
    std::chrono::steady_clock::time_point stop_since_;
};

Server::Server(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}

Server::~Server() {
    inside_->close();
}

Result<std::unique_ptr<Server>> Server::open(asio::io_context& context,
                                             NetOptions options,
                                             Services services,
                                             Outbox& outbox) {
    auto inside = std::make_shared<Inside>(context, std::move(options), services, outbox);
    TALLY_TRYV(inside->listen());
    inside->start();
    return std::unique_ptr<Server>{new Server{std::move(inside)}};
}

std::vector<wire::Endpoint> const& Server::listening() const {
    return inside_->endpoints();
}

void Server::retune(NetOptions const& sizes) {
    inside_->retune(sizes);
}

void Server::stop(std::string_view reason, std::function<void()> done) {
    inside_->stop(std::string{reason}, std::move(done));
}

NetFigures Server::figures() const {
    return inside_->figures();
}

}  // namespace tally::serve
