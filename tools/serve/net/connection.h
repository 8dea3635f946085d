#pragma once

#include "tools/serve/access/followed.h"
#include "tools/serve/access/gate.h"
#include "tools/serve/net/net_options.h"
#include "tools/serve/net/output.h"
#include "tools/serve/net/service.h"
#include "tools/wire/encode.h"
#include "tools/wire/frame.h"

#include <boost/asio/generic/stream_protocol.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tally::serve {

// What all connections share. The network's thread only.
struct NetShared {
    NetOptions const& options;
    CommandService& service;
    ReadService& reads;
    FeedService& feeds;
    Gate& gate;
    wire::Encoder encoder{};
    wire::ToServer message{};  // the one that is being read
    std::function<void(std::uint64_t connection)> gone{};
    bool stopping = false;  // nothing more is asked of the service
};

// One client: its frames in, its answers out. Never waits and never grows: input is not read while
// too much of its output, or too many of its commands, are on their way.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Moment = std::chrono::steady_clock::time_point;

    Connection(NetShared& shared, std::uint64_t id, Socket socket, Moment now);

    void start();

    // Something is to be said to this client. Call settle() when no more is at hand.
    void tell(Outgoing const& outgoing);
    void settle();

    // Says why, sends what is waiting, and closes.
    void say_goodbye(std::string_view reason);

    // Called now and then: ends what takes too long.
    void look_at_the_clock(Moment now);

    [[nodiscard]] std::uint32_t commands_in_flight() const { return in_flight_; }

    [[nodiscard]] std::size_t requests_open() const { return requests_open_; }

    // The one that was proved, or number 0.
    [[nodiscard]] KeyNumber key() const { return admission_.key; }

private:
    using Error = boost::system::error_code;
    enum class Stage : std::uint8_t { hello, proof, serving, goodbye, closed };

    void read();
    void take_frames();
    [[nodiscard]] Result<void> take_frame(wire::Frame const& frame);
    [[nodiscard]] Result<void> take(wire::Hello const& hello);
    [[nodiscard]] Result<void> take(wire::Prove const& prove);
    [[nodiscard]] Result<void> take(wire::Batch const& batch);
    [[nodiscard]] Result<void> take(wire::JsonBatch const& batch);
    [[nodiscard]] Result<void> take(wire::Read const& question);
    [[nodiscard]] Result<void> take(wire::Subscribe const& subscribe);
    [[nodiscard]] Result<void> take(wire::Credit const& credit);
    [[nodiscard]] Result<void> take(wire::Unsubscribe const& unsubscribe);
    [[nodiscard]] Result<void> take(wire::Ping const& ping);

    void tell(Answered const& answer);
    void tell(RowsAnswer const& answer);
    void tell(FeedPiece const& piece);
    void tell(FeedCaughtUp const& caught_up);
    void tell(FeedEnded const& ended);

    void end_lost_feeds();
    void submit(Submission submission);
    void say(wire::ToClient const& message);
    [[nodiscard]] bool may_read() const;
    void read_on();
    void flush();
    void write();
    void feed_bytes_left();
    void close();

    NetShared& shared_;
    std::uint64_t id_;
    Socket socket_;
    Stage stage_ = Stage::hello;
    Admission admission_;  // of the key that was proved; number 0 before
    wire::Nonce nonce_{};
    bool nonce_is_fresh_ = false;
    wire::FrameReader frames_;
    Output waiting_;
    Output on_its_way_;
    bool reading_ = false;
    bool writing_ = false;
    std::uint32_t in_flight_ = 0;  // commands
    std::size_t requests_open_ = 0;
    Followed subscriptions_;
    std::size_t feed_bytes_waiting_ = 0;  // of waiting_
    std::size_t feed_bytes_on_their_way_ = 0;
    Moment stage_since_;
    Moment output_moved_;
};

}  // namespace tally::serve
