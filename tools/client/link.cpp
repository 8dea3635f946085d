#include "tools/client/link.h"

#include "tools/tls/tunnel.h"
#include "tools/wire/limits.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <utility>

namespace tally::client {

namespace asio = boost::asio;

namespace {

constexpr std::size_t frames_at_once = 64;  // as many buffers as one system call takes
constexpr std::chrono::milliseconds deadline_step{50};

}  // namespace

Session::Link::Link(asio::io_context& context,
                    Options options,
                    wire::Endpoint server,
                    std::optional<tls::Context> tls)
    : context_(context),
      options_(std::move(options)),
      server_(std::move(server)),
      tls_(std::move(tls)),
      resolver_(context),
      retry_(context),
      deadlines_(context),
      back_off_(options_.retry_first),
      frames_(wire::frame_bytes_max) {}

std::string Session::Link::address() const {
    return (tls_ ? "tls://" : "") + wire::format(server_);
}

void Session::Link::connect() {
    if (closed_) return;
    ++generation_;
    ready_ = false;
    writing_ = false;
    frames_ = wire::FrameReader{wire::frame_bytes_max};
    socket_ = std::make_unique<Socket>(context_);
    auto const self = shared_from_this();
    auto const generation = generation_;
    if (server_.is_unix()) {
        socket_->async_connect(asio::local::stream_protocol::endpoint{server_.path},
                               [self, generation](Error error) {
                                   if (generation != self->generation_) return;
                                   if (error) return self->lost(error.message());
                                   self->connected();
                               });
        return;
    }
    resolver_.async_resolve(server_.host,
                            std::to_string(server_.port),
                            [self, generation](Error error, Resolved const& resolved) {
                                if (generation != self->generation_) return;
                                if (error) return self->lost(error.message());
                                self->try_next(std::make_shared<Resolved>(resolved), 0);
                            });
}

// The addresses of a name, one after the other.
void Session::Link::try_next(std::shared_ptr<Resolved> resolved, std::size_t index) {
    auto const self = shared_from_this();
    auto const generation = generation_;
    auto const address = std::next(resolved->begin(), static_cast<std::ptrdiff_t>(index));
    socket_ = std::make_unique<Socket>(context_);
    socket_->async_connect(address->endpoint(), [self, generation, resolved, index](Error error) {
        if (generation != self->generation_) return;
        if (!error) return self->connected();
        if (index + 1 < resolved->size()) return self->try_next(resolved, index + 1);
        self->lost(error.message());
    });
}

void Session::Link::connected() {
    Error ignored;  // a Unix socket knows no such option
    socket_->set_option(asio::ip::tcp::no_delay{true}, ignored);
    if (tls_) return shake_hands();
    greet();
}

// The conversation goes on at the near end of a tunnel, which speaks TLS at its far one.
void Session::Link::shake_hands() {
    auto const self = shared_from_this();
    auto const generation = generation_;
    tls_trouble_.clear();
    tls::TunnelOptions options;
    options.is_server = false;
    options.server_name =
        options_.tls.server_name.empty() ? server_.host : options_.tls.server_name;
    options.on_trouble = [self, generation](std::string const& why) {
        if (generation == self->generation_) self->tls_trouble_ = why;
    };
    auto on_inner = [self, generation](Result<tls::Descriptor> inner) {
        if (generation != self->generation_) return;
        if (!inner) return self->lost(inner.error().text);
        self->socket_ = std::make_unique<Socket>(
            tls::adopt(self->context_.get_executor(), std::move(inner).value()));
        self->greet();
    };
    tls::open_tunnel(*tls_, std::move(*socket_), std::move(options), std::move(on_inner));
}

void Session::Link::greet() {
    say(wire::Hello{wire::version, wire::version, options_.name});
    read();
}

// Said and proved: what is unanswered goes out, in the order in which it was asked.
void Session::Link::ready() {
    ready_ = true;
    back_off_ = options_.retry_first;
    for (auto& [id, request] : pending_) {
        request->resent = request->resent || request->sent;
        enqueue(request);
    }
    for (auto& [id, followed] : followed_)
        subscribe(id, followed);
}

void Session::Link::lost(std::string why) {
    if (!tls_trouble_.empty()) why = std::exchange(tls_trouble_, {});
    trouble_ = address() + ": " + std::move(why);
    ++generation_;
    ready_ = false;
    to_write_.clear();
    Error ignored;
    if (socket_) socket_->close(ignored);
    if (closed_) return;
    retry_.expires_after(back_off_);
    back_off_ = std::min(back_off_ * 2, options_.retry_longest);
    retry_.async_wait([self = shared_from_this()](Error error) {
        if (!error) self->connect();
    });
}

void Session::Link::close() {
    closed_ = true;
    lost("closed");
    resolver_.cancel();
    retry_.cancel();
    deadlines_.cancel();
    pending_.clear();
    followed_.clear();
}

void Session::Link::say(wire::ToServer const& message) {
    auto request = std::make_shared<Pending>();
    encoder_.append(message, request->frame);
    enqueue(std::move(request));
}

void Session::Link::ask(wire::ToServer const& message, std::uint64_t id, OnAnswer on_answer) {
    auto request = std::make_shared<Pending>();
    request->id = id;
    encoder_.append(message, request->frame);
    request->on_answer = std::move(on_answer);
    request->deadline = std::chrono::steady_clock::now() + options_.answer_within;
    pending_.emplace_hint(pending_.end(), id, request);
    if (ready_) enqueue(std::move(request));
    if (!watching_) watch_deadlines();
}

void Session::Link::enqueue(std::shared_ptr<Pending> request) {
    to_write_.push_back(std::move(request));
    if (!writing_) write();
}

// As many of the waiting frames as one call takes; each lives until it is written.
void Session::Link::write() {
    if (to_write_.empty()) return;
    writing_ = true;
    auto const count = std::min(to_write_.size(), frames_at_once);
    auto const end = to_write_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<std::shared_ptr<Pending>> frames{to_write_.begin(), end};
    to_write_.erase(to_write_.begin(), end);
    std::vector<asio::const_buffer> buffers;
    for (auto const& frame : frames) {
        frame->sent = true;
        buffers.emplace_back(frame->frame.data(), frame->frame.size());
    }
    asio::async_write(
        *socket_,
        buffers,
        [self = shared_from_this(), generation = generation_, frames = std::move(frames)](
            Error error, std::size_t) {
            if (generation != self->generation_) return;
            self->writing_ = false;
            if (error) return self->lost(error.message());
            self->write();
        });
}

void Session::Link::read() {
    auto const room = frames_.room();
    socket_->async_read_some(
        asio::buffer(room.data(), room.size()),
        [self = shared_from_this(), generation = generation_](Error error, std::size_t bytes) {
            if (generation != self->generation_) return;
            if (error) return self->lost(error.message());
            self->frames_.received(bytes);
            auto const taken = self->take_frames();
            if (generation != self->generation_) return;
            if (!taken) return self->lost(taken.error().text);
            self->read();
        });
}

Result<void> Session::Link::take_frames() {
    auto const generation = generation_;
    while (generation == generation_) {
        TALLY_TRY(frame, frames_.next());
        if (!frame) break;
        TALLY_TRYV(wire::parse(*frame, message_));
        TALLY_TRYV(std::visit([this](auto& message) { return take(message); }, message_));
    }
    return success();
}

// Looks now and then for requests whose time is over, while there are requests. All have as long,
// so that those which are late stand first.
void Session::Link::watch_deadlines() {
    watching_ = !pending_.empty() && !closed_;
    if (!watching_) return;
    deadlines_.expires_after(deadline_step);
    deadlines_.async_wait([self = shared_from_this()](Error error) {
        if (error) return;
        auto const now = std::chrono::steady_clock::now();
        std::vector<std::shared_ptr<Pending>> late;
        for (auto const& [id, request] : self->pending_) {
            if (request->deadline > now) break;
            late.push_back(request);
        }
        for (auto const& request : late) {
            self->pending_.erase(request->id);
            auto const why = self->ready_ ? std::string{} : " (" + self->trouble_ + ")";
            auto const* const what =
                request->sent ? "; it may have happened: ask again with the same ids to know"
                              : "; nothing was sent there";
            fail(request->on_answer,
                 {FailureKind::incomplete,
                  "no answer from " + self->address() + " in time" + why + what});
        }
        self->watch_deadlines();
    });
}

}  // namespace tally::client
