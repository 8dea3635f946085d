#include "tools/tls/tunnel.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <unistd.h>

#include <array>
#include <memory>
#include <utility>
#include <vector>

namespace tally::tls {

namespace asio = boost::asio;

namespace {

using Error = boost::system::error_code;
constexpr std::size_t part_bytes = std::size_t{16} << 10U;  // what a record holds
constexpr unsigned char handshake_record = 22;

std::string why_of(Error error, SSL* connection) {
    if (auto const verdict = SSL_get_verify_result(connection); verdict != X509_V_OK)
        return "the certificate is not good: " +
               std::string{X509_verify_cert_error_string(verdict)};
    auto const reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    bool const is_ssl = error.category() == asio::error::get_ssl_category();
    if (is_ssl && (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_PACKET_LENGTH_TOO_LONG))
        return "the other side speaks no TLS at this address";
    if (error == asio::error::eof || error == asio::ssl::error::stream_truncated)
        return "the other side went away during the handshake";
    return "the handshake failed: " + error.message();
}

// Asio's holder of a context gives its reference back.
SSL_CTX* with_reference(SSL_CTX* native) {
    SSL_CTX_up_ref(native);
    return native;
}

class Tunnel : public std::enable_shared_from_this<Tunnel> {
public:
    using Done = std::function<void(Result<Descriptor>)>;

    Tunnel(Context const& context, Socket outer, TunnelOptions options, Done done)
        : context_(with_reference(context.native())),
          options_(std::move(options)),
          done_(std::move(done)),
          outer_(std::move(outer), context_),
          inner_(outer_.get_executor()),
          timer_(outer_.get_executor()),
          stall_(outer_.get_executor()) {}

    void start() {
        arm(options_.handshake_within);
        if (!options_.is_server) return prepare_client();
        accept_protocol(outer_.native_handle(), options_.protocol);
        outer_.lowest_layer().async_wait(
            asio::socket_base::wait_read,
            [self = shared_from_this()](Error error) { self->look_first(error); });
    }

private:
    // What speaks no TLS is told apart by its first byte, so that the log can say it plainly.
    void look_first(Error error) {
        if (error) return fail("the other side went away before the handshake");
        unsigned char first = 0;
        auto const got =
            ::recv(outer_.lowest_layer().native_handle(), &first, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got <= 0) return fail("the other side went away before the handshake");
        if (first != handshake_record)
            return fail("the other side spoke plain text to an address that speaks TLS");
        shake(asio::ssl::stream_base::server);
    }

    void prepare_client() {
        auto* const connection = outer_.native_handle();
        auto const& name = options_.server_name;
        offer_protocol(connection, options_.protocol);
        Error not_an_address;
        asio::ip::make_address(name, not_an_address);
        if (not_an_address) {
            // What SSL_set_tlsext_host_name does, whose cast is not ours.
            SSL_ctrl(connection,
                     SSL_CTRL_SET_TLSEXT_HOSTNAME,
                     TLSEXT_NAMETYPE_host_name,
                     const_cast<char*>(name.c_str()));
            SSL_set1_host(connection, name.c_str());
        } else {
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), name.c_str());
        }
        shake(asio::ssl::stream_base::client);
    }

    void shake(asio::ssl::stream_base::handshake_type as) {
        outer_.async_handshake(as, [self = shared_from_this()](Error error) {
            if (!self->done_) return;
            if (error) return self->fail(why_of(error, self->outer_.native_handle()));
            self->connect();
        });
    }

    void connect() {
        std::array<int, 2> ends{};
        int const type = SOCK_STREAM | SOCK_CLOEXEC;
        if (::socketpair(AF_UNIX, type, 0, ends.data()) != 0)
            return fail("there is no file left to open");
        Descriptor theirs{ends[1]};
        inner_ = adopt(outer_.get_executor(), Descriptor{ends[0]});
        timer_.cancel();
        std::exchange(done_, nullptr)(std::move(theirs));
        read_outer();
        read_inner();
    }

    void fail(std::string const& why) {
        timer_.cancel();
        if (!done_) return;
        auto const done = std::exchange(done_, nullptr);
        close();
        done(Failure{FailureKind::system, why});
    }

    void arm(std::chrono::milliseconds within) {
        timer_.expires_after(within);
        timer_.async_wait([self = shared_from_this()](Error error) {
            if (error) return;
            if (self->done_) return self->fail("the handshake did not end in time");
            self->close();
        });
    }

    void read_outer() {
        from_outer_.resize(part_bytes);
        outer_.async_read_some(asio::buffer(from_outer_),
                               [self = shared_from_this()](Error error, std::size_t bytes) {
                                   if (error) return self->outer_ended(error);
                                   asio::async_write(self->inner_,
                                                     asio::buffer(self->from_outer_, bytes),
                                                     [self](Error failed, std::size_t) {
                                                         if (failed) return self->drain_outer();
                                                         self->read_outer();
                                                     });
                               });
    }

    // The inner side has gone and wants nothing more; what still comes is dropped, so that the
    // farewell on its way out is not lost with a reset.
    void drain_outer() {
        outer_.async_read_some(asio::buffer(from_outer_),
                               [self = shared_from_this()](Error error, std::size_t) {
                                   if (error) return self->outer_ended(error);
                                   self->drain_outer();
                               });
    }

    void outer_ended(Error error) {
        bool const is_trouble = error.category() == asio::error::get_ssl_category() &&
                                error != asio::ssl::error::stream_truncated;
        if (is_trouble && options_.on_trouble)
            options_.on_trouble("the other side ended TLS: " + error.message());
        Error ignored;
        static_cast<void>(inner_.shutdown(asio::socket_base::shutdown_send, ignored));
        one_ended();
    }

    void read_inner() {
        from_inner_.resize(part_bytes);
        inner_.async_read_some(asio::buffer(from_inner_),
                               [self = shared_from_this()](Error error, std::size_t bytes) {
                                   if (error) return self->inner_ended();
                                   self->write_outer(bytes);
                               });
    }

    // A reader that takes nothing for long is cut: while it is waited for, nobody would notice that
    // the inner side has gone.
    void write_outer(std::size_t bytes) {
        stall_.expires_after(options_.output_moves_within);
        stall_.async_wait([self = shared_from_this()](Error error) {
            if (!error) self->close();
        });
        asio::async_write(outer_,
                          asio::buffer(from_inner_, bytes),
                          [self = shared_from_this()](Error error, std::size_t) {
                              self->stall_.cancel();
                              if (error) return self->close();
                              self->read_inner();
                          });
    }

    // Says so in TLS, and waits a while for the other side to say so too.
    void inner_ended() {
        arm(options_.farewell_within);
        outer_.async_shutdown([self = shared_from_this()](Error) { self->one_ended(); });
    }

    void one_ended() {
        if (std::exchange(one_is_over_, true)) return close();
        arm(options_.farewell_within);
    }

    void close() {
        timer_.cancel();
        stall_.cancel();
        Error ignored;
        static_cast<void>(outer_.lowest_layer().close(ignored));
        static_cast<void>(inner_.close(ignored));
    }

    asio::ssl::context context_;
    TunnelOptions options_;
    Done done_;
    asio::ssl::stream<Socket> outer_;
    Socket inner_;
    asio::steady_timer timer_;
    asio::steady_timer stall_;
    std::vector<unsigned char> from_outer_;
    std::vector<unsigned char> from_inner_;
    bool one_is_over_ = false;
};

}  // namespace

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

Socket adopt(asio::any_io_executor const& executor, Descriptor inner) {
    return Socket{executor, {AF_UNIX, SOCK_STREAM}, inner.take()};
}

void open_tunnel(Context const& context,
                 Socket outer,
                 TunnelOptions options,
                 std::function<void(Result<Descriptor>)> done) {
    std::make_shared<Tunnel>(context, std::move(outer), std::move(options), std::move(done))
        ->start();
}

}  // namespace tally::tls
