#pragma once

#include "tools/serve/http/shared.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tally::serve::http {

// One connection and its requests, one at a time: the next is not read before the reply to the last
// has left, so that a client can make us keep no more than one.
class Session final : public Peer, public std::enable_shared_from_this<Session> {
public:
    Session(Shared& shared, std::uint64_t id, boost::asio::ip::tcp::socket socket);

    void start() { read_header(); }

    void tell(Outgoing const& outgoing) override;

private:
    using Error = boost::system::error_code;
    using Body = boost::beast::http::string_body;
    using Parser = boost::beast::http::request_parser<Body>;

    void read_header();
    void on_header(Error error);
    void read_body();
    void on_request(Error error);
    void refuse(Error error);

    void act(Reply const& reply);
    void act(Question const& question);
    void act(CommandLines const& commands);
    void act(StreamWanted const& wanted);
    void act(SignIn const& asked);

    [[nodiscard]] std::string find_out_who();

    void answered(Answered const& answered);
    void answered(RowsAnswer const& rows);

    void reply(Reply reply);
    [[nodiscard]] boost::beast::http::response<Body> message_of(Reply& reply) const;
    void on_written(Error error);
    void linger();
    void leave();

    Shared& shared_;
    std::uint64_t id_;
    boost::beast::tcp_stream stream_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    Request request_;
    unsigned version_ = 11;
    bool keep_alive_ = true;
    std::uint64_t asked_ = 0;  // requests to the services so far; the last one's number
    Admission admission_;      // of who sent request_
    std::optional<Question> question_;
    std::optional<CommandShape> shape_;
    std::optional<boost::beast::http::response<Body>> out_;
};

}  // namespace tally::serve::http
