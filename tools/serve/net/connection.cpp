#include "tools/serve/net/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>
#include <variant>

namespace tally::serve {

namespace asio = boost::asio;

Connection::Connection(NetShared& shared, std::uint64_t id, Socket socket, Moment now)
    : shared_(shared),
      id_(id),
      socket_(std::move(socket)),
      frames_(wire::frame_bytes_max),
      stage_since_(now),
      output_moved_(now) {}

void Connection::start() {
    Error ignored;  // a Unix socket knows no such options
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
    read_on();
}

bool Connection::may_read() const {
    if (stage_ == Stage::closed) return false;
    if (stage_ == Stage::goodbye) return true;  // and throw away
    return !shared_.stopping && in_flight_ < shared_.options.commands_in_flight_max &&
           waiting_.bytes() + on_its_way_.bytes() < shared_.options.output_bytes_max;
}

void Connection::read_on() {
    if (!reading_ && may_read()) read();
}

void Connection::read() {
    reading_ = true;
    auto const room = frames_.room();
    socket_.async_read_some(asio::buffer(room.data(), room.size()),
                            [self = shared_from_this()](Error error, std::size_t bytes) {
                                self->reading_ = false;
                                if (error) return self->close();
                                self->frames_.received(bytes);
                                self->take_frames();
                            });
}

// Frames that may not be read now stay in the reader until read_on() finds that they may.
void Connection::take_frames() {
    if (stage_ == Stage::goodbye) frames_ = wire::FrameReader{wire::frame_bytes_max};
    while (stage_ != Stage::goodbye && may_read()) {
        auto frame = frames_.next();
        if (!frame) return say_goodbye(frame.error().text);
        if (!frame.value()) break;
        auto const taken = take_frame(*frame.value());
        if (!taken) return say_goodbye(taken.error().text);
    }
    flush();
    read_on();
}

void Connection::settle() {
    flush();
    if (!reading_) take_frames();
}

void Connection::flush() {
    if (!writing_ && !waiting_.empty()) write();
}

void Connection::write() {
    writing_ = true;
    output_moved_ = std::chrono::steady_clock::now();
    std::swap(waiting_, on_its_way_);
    waiting_.clear();
    feed_bytes_on_their_way_ = std::exchange(feed_bytes_waiting_, 0);
    asio::async_write(
        socket_, on_its_way_.buffers(), [self = shared_from_this()](Error error, std::size_t) {
            self->writing_ = false;
            if (error) return self->close();
            self->on_its_way_.clear();
            self->feed_bytes_left();
            self->flush();
            if (self->stage_ == Stage::goodbye && !self->writing_) {
                Error ignored;
                self->socket_.shutdown(asio::socket_base::shutdown_send, ignored);
            }
            if (!self->reading_) self->take_frames();
        });
}

// Without it a feed stops once it has as many bytes on their way as it may have.
void Connection::feed_bytes_left() {
    auto const left = std::exchange(feed_bytes_on_their_way_, 0);
    if (left != 0) shared_.feeds.sent(id_, left);
}

void Connection::say(wire::ToClient const& message) {
    shared_.encoder.append(message, waiting_.own());
}

// The socket stays open for a moment, so that what was said is not lost with it.
void Connection::say_goodbye(std::string_view reason) {
    if (stage_ == Stage::goodbye || stage_ == Stage::closed) return;
    say(wire::Goodbye{reason});
    stage_ = Stage::goodbye;
    stage_since_ = std::chrono::steady_clock::now();
    flush();
    read_on();
}

void Connection::close() {
    if (stage_ == Stage::closed) return;
    stage_ = Stage::closed;
    Error ignored;
    socket_.close(ignored);
    if (!subscriptions_.empty()) shared_.feeds.forget(id_);
    shared_.gone(id_);
}

void Connection::look_at_the_clock(Moment now) {
    auto const& options = shared_.options;
    bool const is_new = stage_ == Stage::hello || stage_ == Stage::proof;
    if (is_new && now - stage_since_ > options.hello_within) {
        return say_goodbye(stage_ == Stage::hello ? "no hello came in time"
                                                  : "no proof of a key came in time");
    }
    if (stage_ == Stage::serving) {
        auto const stays = shared_.gate.may_stay(admission_, now);
        if (!stays) return say_goodbye(stays.error().text);
        end_lost_feeds();
    }
    if (stage_ == Stage::goodbye && now - stage_since_ > options.goodbye_lingers) return close();
    if (writing_ && now - output_moved_ > options.output_moves_within) close();
}

}  // namespace tally::serve
