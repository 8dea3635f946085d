#include "tools/serve/http/stream.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>

#include <algorithm>
#include <utility>

namespace tally::serve::http {

namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t message_bytes_max = std::size_t{16} << 10U;  // a client's
constexpr std::uint64_t credit_bytes = std::uint64_t{512} << 10U;  // of a feed, on its way
constexpr char const* stream_protocol = "tally";  // offered first by those who offer a token
constexpr std::size_t waiting_max = 1'024;        // messages; beyond, nothing is read

}  // namespace

Stream::Stream(Shared& shared,
               std::uint64_t id,
               Admission admission,
               boost::asio::ip::tcp::socket socket)
    : shared_(shared), id_(id), admission_(admission), socket_(std::move(socket)) {}

void Stream::start(UpgradeRequest const& request) {
    socket_.set_option(websocket::stream_base::timeout::suggested(boost::beast::role_type::server));
    socket_.read_message_max(message_bytes_max);
    socket_.text(true);
    bool const offers_ours =
        request[boost::beast::http::field::sec_websocket_protocol].starts_with(stream_protocol);
    if (offers_ours) {
        socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& reply) {
            reply.set(boost::beast::http::field::sec_websocket_protocol, stream_protocol);
        }));
    }
    auto const kept = std::make_shared<UpgradeRequest>(request);
    socket_.async_accept(*kept, [self = shared_from_this(), kept](Error error) {
        if (error) return self->leave();
        self->read();
    });
}

void Stream::read() {
    if (reading_ || waiting_.size() >= waiting_max) return;
    reading_ = true;
    socket_.async_read(buffer_, [self = shared_from_this()](Error error, std::size_t) {
        self->reading_ = false;
        self->on_read(error);
    });
}

void Stream::on_read(Error error) {
    if (error) return leave();
    auto const text = boost::beast::buffers_to_string(buffer_.data());
    buffer_.clear();
    if (!may_stay()) return;
    auto const taken = take(text);
    if (!taken) say({error_message(taken.error().text), 0, 0});
    read();
}

Result<void> Stream::take(std::string_view text) {
    if (!shared_.names_known)
        return Failure{FailureKind::system, "the server is not ready yet; try again in a moment"};
    auto const tip = shared_.services.commands.tip();
    TALLY_TRY(message, parse_stream_message(text, shared_.names, tip));
    if (auto const* const wanted = std::get_if<OpenStream>(&message)) return open(*wanted);
    return end(std::get<CloseStream>(message));
}

Result<void> Stream::open(OpenStream const& wanted) {
    for (auto const& [number, name] : names_) {
        if (name == wanted.name)
            return Failure{FailureKind::usage, "the subscription " + name + " is open already"};
    }
    if (names_.size() >= shared_.options.subscriptions_max)
        return Failure{FailureKind::usage, "this stream has as many subscriptions as it may have"};
    auto subscribe = wanted.subscribe;
    TALLY_TRYV(shared_.services.gate.may_follow(admission_.key, subscribe));
    subscribe.subscription_id = ++opened_;
    subscribe.credit_bytes = credit_bytes;
    names_.emplace(opened_, wanted.name);
    followed_.add(subscribe);
    shared_.services.feeds.open(id_, subscribe);
    return success();
}

Result<void> Stream::end(CloseStream const& wanted) {
    for (auto const& [number, name] : names_) {
        if (name != wanted.name) continue;
        shared_.services.feeds.end(id_, number);
        return success();
    }
    return Failure{FailureKind::usage, "there is no subscription " + wanted.name + " to end"};
}

void Stream::tell(Outgoing const& outgoing) {
    if (!may_stay()) return;
    for (auto const id : followed_.lost(shared_.services.gate, admission_.key))
        shared_.services.feeds.end(id_, id);
    if (auto const* const piece = std::get_if<FeedPiece>(&outgoing.what)) told(*piece);
    if (auto const* const mark = std::get_if<FeedCaughtUp>(&outgoing.what)) told(*mark);
    if (auto const* const ended = std::get_if<FeedEnded>(&outgoing.what)) told(*ended);
}

void Stream::told(FeedPiece const& piece) {
    auto const found = names_.find(piece.subscription_id);
    if (found == names_.end()) return;
    if (!followed_.may_tell(piece.subscription_id))
        return shared_.services.feeds.sent(id_, piece.bytes());
    if (piece.leaves.sizes.empty()) {
        auto message = changes_message(found->second, piece);
        return say({std::move(message), piece.subscription_id, piece.bytes()});
    }
    auto text = entries_message(found->second, piece.leaves, piece.next, piece.tip, shared_.names);
    if (!text) {
        shared_.services.feeds.end(id_, piece.subscription_id);
        return say({error_message(text.error().text), 0, 0});
    }
    say({std::move(text).value(), piece.subscription_id, piece.leaves.bytes.size()});
}

void Stream::told(FeedCaughtUp const& caught_up) {
    auto const found = names_.find(caught_up.subscription_id);
    if (found == names_.end()) return;
    say({caught_up_message(found->second, caught_up), 0, 0});
}

void Stream::told(FeedEnded const& ended) {
    auto const found = names_.find(ended.subscription_id);
    if (found == names_.end()) return;
    auto const name = std::move(found->second);
    names_.erase(found);
    auto const why_lost = followed_.remove(ended.subscription_id);
    say({ended_message(name, why_lost.empty() ? ended.why : why_lost), 0, 0});
}

// Looked at before anything is told. When the key or the session has ended, that is the last
// message.
bool Stream::may_stay() {
    if (ending_) return false;
    auto const stays = shared_.services.gate.may_stay(admission_, std::chrono::steady_clock::now());
    if (stays) return true;
    ending_ = true;
    shared_.services.feeds.forget(id_);
    say({error_message(stays.error().text), 0, 0});
    return false;
}

void Stream::say(Message message) {
    waiting_.push_back(std::move(message));
    if (!writing_) write();
}

void Stream::write() {
    writing_ = true;
    socket_.async_write(
        boost::asio::buffer(waiting_.front().text),
        [self = shared_from_this()](Error error, std::size_t) { self->on_written(error); });
}

void Stream::on_written(Error error) {
    if (error) return leave();
    auto const done = std::move(waiting_.front());
    waiting_.pop_front();
    if (done.credit != 0) {
        shared_.services.feeds.sent(id_, done.credit);
        shared_.services.feeds.grant(id_, {done.subscription, done.credit});
    }
    writing_ = false;
    if (!waiting_.empty())
        write();
    else if (ending_)
        return leave();
    if (!ending_) read();
}

void Stream::leave() {
    boost::beast::get_lowest_layer(socket_).close();
    shared_.services.feeds.forget(id_);
    shared_.peers.erase(id_);
    shared_.count();
}

}  // namespace tally::serve::http
