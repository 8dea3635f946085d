#include "tools/serve/metrics/listener.h"

#include "tools/serve/net/listener.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
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
    explicit Inside(std::function<std::string()> text) : text_(std::move(text)) {}

    [[nodiscard]] Result<void> listen(asio::io_context& context,
                                      wire::Endpoint const& where,
                                      Terminator* terminator) {
        TALLY_TRY(listener, Listener::open(context, where, {terminator, tls::speaks_http}));
        listener_ = std::move(listener);
        listener_->accept([this](Listener::Socket socket) { welcome(as_tcp(std::move(socket))); });
        return success();
    }

    void stop() { listener_.reset(); }

    [[nodiscard]] wire::Endpoint const& where() const { return listener_->endpoint(); }

private:
    void welcome(tcp::socket socket) {
        if (open_ >= exchanges_max) return;
        std::make_shared<Exchange>(std::move(socket), shared_from_this(), text_, open_)->start();
    }

    std::unique_ptr<Listener> listener_;
    std::function<std::string()> text_;
    unsigned open_ = 0;
};

MetricsListener::MetricsListener(std::shared_ptr<Inside> inside) : inside_(std::move(inside)) {}

MetricsListener::~MetricsListener() {
    inside_->stop();
}

Result<std::unique_ptr<MetricsListener>> MetricsListener::open(asio::io_context& context,
                                                               wire::Endpoint const& where,
                                                               std::function<std::string()> text,
                                                               Terminator* terminator) {
    auto inside = std::make_shared<Inside>(std::move(text));
    TALLY_TRYV(inside->listen(context, where, terminator));
    return std::unique_ptr<MetricsListener>{new MetricsListener{std::move(inside)}};
}

wire::Endpoint const& MetricsListener::listening() const {
    return inside_->where();
}

}  // namespace tally::serve
