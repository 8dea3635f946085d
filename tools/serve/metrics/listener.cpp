#include "tools/serve/metrics/listener.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <utility>

namespace tally::serve {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

namespace {

constexpr std::chrono::seconds exchange_within{10};
constexpr std::uint32_t header_bytes_max = 8'192;
constexpr unsigned exchanges_max = 16;  // at a time
constexpr std::chrono::milliseconds pause_after_failure{100};

http::response<http::string_body> reply_to(http::request<http::empty_body> const& request,
                                           std::function<std::string()> const& text) {
    http::response<http::string_body> reply{http::status::ok, request.version()};
    reply.set(http::field::content_type, "text/plain; charset=utf-8");
    reply.keep_alive(false);
    bool const is_get = request.method() == http::verb::get;
    if (request.target() != "/metrics") {
        reply.result(http::status::not_found);
        reply.body() = "there is nothing at this address but /metrics\n";
    } else if (!is_get) {
        reply.result(http::status::method_not_allowed);
        reply.set(http::field::allow, "GET");
        reply.body() = "only GET\n";
    } else {
        reply.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
        reply.body() = text();
    }
    reply.prepare_payload();
    return reply;
}

// One request and its answer; keeps itself until that is done.
class Exchange : public std::enable_shared_from_this<Exchange> {
public:
    // `keeper` keeps alive what is borrowed.
    Exchange(tcp::socket socket,
             std::shared_ptr<void> keeper,
             std::function<std::string()> const& text,
             unsigned& open)
        : stream_(std::move(socket)), keeper_(std::move(keeper)), text_(text), open_(open) {
        ++open_;
    }

    Exchange(Exchange const&) = delete;
    Exchange& operator=(Exchange const&) = delete;

    ~Exchange() { --open_; }

    void start() {
        stream_.expires_after(exchange_within);
        parser_.header_limit(header_bytes_max);
        http::async_read(stream_,
                         buffer_,
                         parser_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) self->answer();
                         });
    }

private:
    void answer() {
        reply_ = reply_to(parser_.get(), text_);
        http::async_write(
            stream_, reply_, [self = shared_from_this()](beast::error_code error, std::size_t) {
                self->stream_.socket().shutdown(tcp::socket::shutdown_send, error);
            });
    }

    beast::tcp_stream stream_;
    std::shared_ptr<void> keeper_;
    beast::flat_buffer buffer_;
    http::request_parser<http::empty_body> parser_;
    http::response<http::string_body> reply_;
    std::function<std::string()> const& text_;
    unsigned& open_;
};

}  // namespace

class MetricsListener::Inside : public std::enable_shared_from_this<Inside> {
public:
    Inside(asio::io_context& context, wire::Endpoint where, std::function<std::string()> text)
        : acceptor_(context), timer_(context), where_(std::move(where)), text_(std::move(text)) {}

    [[nodiscard]] Result<void> listen(asio::io_context& context) {
        boost::system::error_code error;
        tcp::resolver resolver{context};
        auto const found = resolver.resolve(where_.host, std::to_string(where_.port), error);
        if (error) return failure(error);
        tcp::endpoint const address = found.begin()->endpoint();
        acceptor_.open(address.protocol(), error);
        if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
        if (!error) acceptor_.bind(address, error);
        if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
        if (error) return failure(error);
        where_.port = acceptor_.local_endpoint().port();
        accept();
        return success();
    }

    void stop() {
        boost::system::error_code error;
        acceptor_.close(error);
        timer_.cancel();
    }

    [[nodiscard]] wire::Endpoint const& where() const { return where_; }

private:
    [[nodiscard]] Failure failure(boost::system::error_code error) const {
        return Failure{
            FailureKind::usage,
            "cannot listen on " + wire::format(where_) + " for metrics: " + error.message()};
    }

    void accept() {
        acceptor_.async_accept(
            [self = shared_from_this()](boost::system::error_code error, tcp::socket socket) {
                if (error == asio::error::operation_aborted || !self->acceptor_.is_open()) return;
                if (error) return self->pause();
                if (self->open_ < exchanges_max)
                    std::make_shared<Exchange>(std::move(socket), self, self->text_, self->open_)
                        ->start();
                self->accept();
            });
    }

    // There may be no file left to open; trying at once would only keep the thread busy.
    void pause() {
        timer_.expires_after(pause_after_failure);
        timer_.async_wait([self = shared_from_this()](boost::system::error_code) {
            if (self->acceptor_.is_open()) self->accept();
        });
    }

    tcp::acceptor acceptor_;
    asio::steady_timer timer_;
    wire::Endpoint where_;
    std::function<std::string()> text_;
    unsigned open_ = 0;
};

MetricsListener::MetricsListener(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}

MetricsListener::~MetricsListener() {
    inside_->stop();
}

Result<std::unique_ptr<MetricsListener>> MetricsListener::open(asio::io_context& context,
                                                               wire::Endpoint const& where,
                                                               std::function<std::string()> text) {
    auto inside = std::make_shared<Inside>(context, where, std::move(text));
    TALLY_TRYV(inside->listen(context));
    return std::unique_ptr<MetricsListener>{new MetricsListener{std::move(inside)}};
}

wire::Endpoint const& MetricsListener::listening() const {
    return inside_->where();
}

}  // namespace tally::serve
