#pragma once

#include "tools/client/session.h"
#include "tools/tls/context.h"
#include "tools/wire/encode.h"
#include "tools/wire/endpoint.h"
#include "tools/wire/frame.h"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tally::client {

using OnAnswer = std::variant<std::monostate, Session::OnReply, Session::OnText, Session::OnRows>;

// What was asked and is not answered yet. A request is kept until then, to be sent again.
struct Pending {
    std::uint64_t id = 0;  // 0: nothing is answered (a grant of credit, a hello)
    wire::Bytes frame;
    OnAnswer on_answer;
    std::chrono::steady_clock::time_point deadline;
    bool sent = false;
    bool resent = false;
};

struct Followed {
    FeedRequest request;  // its `from` moves on with what was handled
    FeedHandlers handlers;
    std::uint64_t consumed = 0;  // bytes handled and not yet granted again
};

// The inside of a Session.
class Session::Link : public std::enable_shared_from_this<Session::Link> {
public:
    // `tls`: how to speak it; none: in the clear.
    Link(boost::asio::io_context& context,
         Options options,
         wire::Endpoint server,
         std::optional<tls::Context> tls);

    void connect();
    void close();

    void ask(wire::ToServer const& message, std::uint64_t id, OnAnswer on_answer);
    std::uint64_t follow(FeedRequest request, FeedHandlers handlers);
    void unfollow(std::uint64_t feed);

    [[nodiscard]] std::uint64_t next_id() { return next_id_++; }

    [[nodiscard]] bool is_ready() const { return ready_; }

    [[nodiscard]] std::size_t in_flight() const { return pending_.size(); }

    [[nodiscard]] std::string const& trouble() const { return trouble_; }

private:
    // Of the server, as people write it.
    [[nodiscard]] std::string address() const;

    using Socket = boost::asio::generic::stream_protocol::socket;
    using Error = boost::system::error_code;
    using Resolved = boost::asio::ip::tcp::resolver::results_type;

    void try_next(std::shared_ptr<Resolved> resolved, std::size_t index);
    void connected();
    void shake_hands();
    void greet();
    void ready();
    void lost(std::string why);
    void say(wire::ToServer const& message);

    void enqueue(std::shared_ptr<Pending> request);
    void write();
    void read();
    [[nodiscard]] Result<void> take_frames();

    [[nodiscard]] Result<void> take(wire::Welcome const& welcome);
    [[nodiscard]] Result<void> take(wire::Proved const& proved);
    [[nodiscard]] Result<void> take(wire::Answers& answers);
    [[nodiscard]] Result<void> take(wire::JsonAnswers const& answers);
    [[nodiscard]] Result<void> take(wire::Refused const& refused);
    [[nodiscard]] Result<void> take(wire::Overloaded const& overloaded);
    [[nodiscard]] Result<void> take(wire::Rows const& rows);
    [[nodiscard]] Result<void> take(wire::Events const& events);
    static void hand_out(FeedHandlers const& handlers, wire::Events const& events);
    [[nodiscard]] Result<void> take(wire::CaughtUp const& caught_up);
    [[nodiscard]] Result<void> take(wire::Ended const& ended);
    [[nodiscard]] Result<void> take(wire::Pong const& pong);
    [[nodiscard]] Result<void> take(wire::Goodbye const& goodbye);

    [[nodiscard]] std::shared_ptr<Pending> settle(std::uint64_t id);
    void subscribe(std::uint64_t feed, Followed& followed);
    void watch_deadlines();

    boost::asio::io_context& context_;
    Options options_;
    wire::Endpoint server_;
    std::optional<tls::Context> tls_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer retry_;
    boost::asio::steady_timer deadlines_;
    std::unique_ptr<Socket> socket_;
    std::uint64_t generation_ = 0;  // of the connection: what an earlier one completes is ignored
    std::chrono::milliseconds back_off_;
    bool closed_ = false;
    bool ready_ = false;
    bool writing_ = false;
    bool watching_ = false;
    std::string trouble_;
    std::string tls_trouble_;  // of the connection, said before it is lost
    wire::Encoder encoder_;
    wire::FrameReader frames_;
    wire::ToClient message_;
    std::uint64_t next_id_ = 1;
    std::map<std::uint64_t, std::shared_ptr<Pending>> pending_;
    std::vector<std::shared_ptr<Pending>> to_write_;
    std::map<std::uint64_t, Followed> followed_;
};

// Ends a request without an answer.
void fail(OnAnswer const& on_answer, Failure const& failure);

}  // namespace tally::client
