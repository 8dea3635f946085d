#pragma once

#include "tools/serve/access/followed.h"
#include "tools/serve/http/shared.h"
#include "tools/serve/http/stream_message.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>

namespace tally::serve::http {

// A WebSocket that follows feeds of the record. The feeds' credit is given back only as messages
// leave, so a slow reader waits in the record and not in our memory.
class Stream final : public Peer, public std::enable_shared_from_this<Stream> {
public:
    using UpgradeRequest = boost::beast::http::request<boost::beast::http::string_body>;

    // `admission`: of who asked for it; it ends with that.
    Stream(Shared& shared,
           std::uint64_t id,
           Admission admission,
           boost::asio::ip::tcp::socket socket);

    void start(UpgradeRequest const& request);

    void tell(Outgoing const& outgoing) override;

private:
    using Error = boost::system::error_code;

    struct Message {
        std::string text;
        std::uint64_t subscription = 0;
        std::size_t credit = 0;  // bytes of the feed that are in it
    };

    void read();
    void on_read(Error error);
    [[nodiscard]] Result<void> take(std::string_view text);
    [[nodiscard]] Result<void> open(OpenStream const& wanted);
    [[nodiscard]] Result<void> end(CloseStream const& wanted);

    void told(FeedPiece const& piece);
    void told(FeedCaughtUp const& caught_up);
    void told(FeedEnded const& ended);

    void say(Message message);
    void write();
    void on_written(Error error);
    [[nodiscard]] bool may_stay();
    void leave();

    Shared& shared_;
    std::uint64_t id_;
    Admission admission_;
    bool ending_ = false;  // the reason is on its way; then it closes
    boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
    boost::beast::flat_buffer buffer_;
    std::map<std::uint64_t, std::string> names_;  // of the open subscriptions
    Followed followed_;
    std::uint64_t opened_ = 0;
    std::deque<Message> waiting_;
    bool writing_ = false;
    bool reading_ = false;
};

}  // namespace tally::serve::http
