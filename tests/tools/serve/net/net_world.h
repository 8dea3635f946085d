#pragma once

#include "tools/serve/access/gate.h"
#include "tools/serve/net/server.h"
#include "tools/wire/encode.h"
#include "tools/wire/frame.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tally::serve {

// A service that answers when it is told to.
class FakeService final : public CommandService, public ReadService, public FeedService {
public:
    explicit FakeService(Outbox& outbox) : outbox_(outbox) {}

    [[nodiscard]] std::string const& origin() const override { return origin_; }

    [[nodiscard]] std::uint64_t tip() const override { return 42; }

    [[nodiscard]] Submitted submit(Submission const& submission) override {
        submitted_by.push_back(submission.key);
        if (overloaded) return {false, 7, {}, 0};
        auto const count = submission.commands == nullptr ? 1 : submission.commands->sizes.size();
        Answered answered;
        answered.connection = submission.connection;
        answered.answers.request_id = submission.request_id;
        answered.answers.answers.resize(count);
        held_.push_back(std::move(answered));
        if (at_once) answer_all();
        return {true, 0, {}, count};
    }

    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override {
        asked_by.push_back(asker);
        outbox_.put({connection, RowsAnswer{question.request_id, 200, 42, "{}\n"}});
    }

    void open(std::uint64_t connection, wire::Subscribe const& subscribe) override {
        follower = connection;
        outbox_.put({connection, FeedCaughtUp{subscribe.subscription_id, subscribe.from}});
    }

    void grant(std::uint64_t, wire::Credit const& credit) override { granted += credit.bytes; }

    void end(std::uint64_t connection, std::uint64_t subscription) override {
        outbox_.put({connection, FeedEnded{subscription, {}}});
    }

    void sent(std::uint64_t connection, std::size_t bytes) override {
        EXPECT_EQ(connection, follower);
        sent_bytes += bytes;
    }

    void forget(std::uint64_t) override { ++forgotten; }

    std::uint64_t granted = 0;
    std::uint64_t follower = 0;  // the connection that subscribed last
    std::size_t sent_bytes = 0;  // of feeds
    std::vector<KeyNumber> submitted_by;
    std::vector<KeyNumber> asked_by;
    unsigned forgotten = 0;

    void answer_all() {
        for (auto& answered : held_)
            outbox_.put({answered.connection, std::move(answered)});
        held_.clear();
    }

    [[nodiscard]] std::size_t held() const { return held_.size(); }

    bool overloaded = false;
    bool at_once = true;

private:
    Outbox& outbox_;
    std::string origin_ = "net.example";
    std::vector<Answered> held_;
};

// A server on a port of its own, run by hand: step() until what a test waits for is true.
class NetWorld {
public:
    explicit NetWorld(NetOptions options = {}, GateOptions door = {}) : gate(door, clock) {
        gate.set_origin(service.origin());
        options.listen = {wire::parse_endpoint("127.0.0.1:0").value()};
        server_ = std::move(
            Server::open(context, std::move(options), {service, service, service, gate}, outbox)
                .value());
    }

    // Runs the server until the condition holds; false if it does not within a long time.
    bool run_until(std::function<bool()> const& condition) {
        auto const end = std::chrono::steady_clock::now() + std::chrono::seconds{30};
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) return false;
            context.run_one_for(std::chrono::milliseconds{20});
        }
        return true;
    }

    [[nodiscard]] boost::asio::ip::tcp::endpoint address() const {
        return {boost::asio::ip::make_address("127.0.0.1"), server_->listening().front().port};
    }

    [[nodiscard]] Server& server() { return *server_; }

    boost::asio::io_context context{1};
    Outbox outbox;
    FakeService service{outbox};
    ManualClock clock{Timestamp{1'000 * ns_per_second}};
    Gate gate;

private:
    std::unique_ptr<Server> server_;
};

// A client made of a bare socket.
class BareClient {
public:
    explicit BareClient(NetWorld& world) : world_(world), socket_(world.context) {
        socket_.connect(world.address());
        socket_.non_blocking(true);
    }

    void send(wire::ToServer const& message) {
        wire::Bytes bytes;
        encoder_.append(message, bytes);
        send_bytes(bytes);
    }

    // Serves meanwhile, so that a full socket empties. False if the server closed it.
    bool send_bytes(wire::Bytes const& bytes) {
        std::size_t at = 0;
        boost::system::error_code error;
        auto const write = [&] {
            at += socket_.write_some(boost::asio::buffer(bytes.data() + at, bytes.size() - at),
                                     error);
            return at == bytes.size() || (error && error != boost::asio::error::would_block);
        };
        return world_.run_until(write) && at == bytes.size();
    }

    void hello() { send(wire::Hello{1, 1, "bare"}); }

    // The next message; what it borrows lives until the next call. Nothing if the server closed.
    std::optional<wire::ToClient> receive() {
        std::optional<wire::ToClient> got;
        bool closed = false;
        world_.run_until([&] {
            auto frame = frames_.next().value();
            if (frame) {
                got.emplace();
                EXPECT_TRUE(wire::parse(*frame, *got).has_value());
                return true;
            }
            auto const room = frames_.room();
            boost::system::error_code error;
            frames_.received(
                socket_.read_some(boost::asio::buffer(room.data(), room.size()), error));
            closed = error && error != boost::asio::error::would_block;
            return closed;
        });
        return got;
    }

    // The reason of the goodbye that must come next.
    std::string goodbye() {
        auto const message = receive();
        auto const* const said = message ? std::get_if<wire::Goodbye>(&*message) : nullptr;
        EXPECT_NE(said, nullptr);
        return said == nullptr ? "" : std::string{said->reason};
    }

    void close() { socket_.close(); }

private:
    NetWorld& world_;
    boost::asio::ip::tcp::socket socket_;
    wire::Encoder encoder_;
    wire::FrameReader frames_{wire::frame_bytes_max};
};

}  // namespace tally::serve
