#include "tools/serve/http/session.h"

#include "tools/serve/http/negotiate.h"
#include "tools/serve/http/request.h"
#include "tools/serve/http/stream.h"

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <utility>

namespace tally::serve::http {

namespace beast = boost::beast;

namespace {

constexpr std::size_t worth_packing = 1'024;  // bytes
constexpr std::chrono::seconds lingers_for{2};

unsigned status_of(boost::system::error_code failed) {
    using beast::http::error;
    if (failed == error::body_limit) return 413;
    if (failed == error::header_limit || failed == error::buffer_overflow) return 431;
    return 400;
}

}  // namespace

Session::Session(Shared& shared, std::uint64_t id, boost::asio::ip::tcp::socket socket)
    : shared_(shared),
      id_(id),
      stream_(std::move(socket)),
      buffer_(shared.options.header_bytes_max + (std::size_t{64} << 10U)) {}

void Session::read_header() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_bytes_max));
    parser_->body_limit(shared_.options.body_bytes_max);
    request_ = {};
    stream_.expires_after(shared_.options.idle_for);
    beast::http::async_read_header(
        stream_, buffer_, *parser_, [self = shared_from_this()](Error error, std::size_t) {
            self->on_header(error);
        });
}

void Session::on_header(Error error) {
    if (error) return refuse(error);
    auto const& head = parser_->get();
    version_ = head.version();
    keep_alive_ = head.keep_alive();
    stream_.expires_after(shared_.options.request_within);
    bool const waits = beast::iequals(head[beast::http::field::expect], "100-continue");
    if (!waits || parser_->is_done()) return read_body();
    auto go_on = std::make_shared<beast::http::response<beast::http::empty_body>>(
        beast::http::status::continue_, version_);
    beast::http::async_write(
        stream_, *go_on, [self = shared_from_this(), go_on](Error failed, std::size_t) {
            if (failed) return self->leave();
            self->read_body();
        });
}

void Session::read_body() {
    beast::http::async_read(
        stream_, buffer_, *parser_, [self = shared_from_this()](Error error, std::size_t) {
            self->on_request(error);
        });
}

// What is no HTTP is told so, if it can still be told.
void Session::refuse(Error error) {
    bool const is_parsing =
        error.category() == beast::http::make_error_code(beast::http::error::bad_method).category();
    bool const is_gone =
        error == beast::http::error::end_of_stream || error == beast::http::error::partial_message;
    if (!is_parsing || is_gone) return leave();
    keep_alive_ = false;
    auto const status = status_of(error);
    auto const what = status == 413 ? "the body has more than " +
                                          std::to_string(shared_.options.body_bytes_max) + " bytes"
                                    : "this is no HTTP request: " + error.message();
    reply(problem(status, what));
}

void Session::on_request(Error error) {
    if (error) return refuse(error);
    request_ = request_of(parser_->get());
    auto const size = shared_.services.commands.tip();
    auto const nobody = find_out_who();
    std::visit([this](auto const& what) { act(what); },
               shared_.router.route(request_, size, nobody));
}

// Why we do not know who asks; empty if we do.
std::string Session::find_out_who() {
    admission_ = {};
    auto const token = token_of(request_);
    if (token.empty()) return "who asks?";
    auto who = shared_.tokens.who(token, std::chrono::steady_clock::now());
    if (!who) return who.error().text;
    admission_ = who.value();
    return {};
}

void Session::act(SignIn const& asked) {
    auto const& origin = shared_.services.commands.origin();
    reply(sign_in(asked, origin, shared_.tokens, std::chrono::steady_clock::now()));
    shared_.count();
}

void Session::act(Reply const& said) {
    reply(said);
}

void Session::act(Question const& question) {
    question_ = question;
    stream_.expires_never();
    wire::Read read;
    read.request_id = ++asked_;
    read.query = question.query;
    read.at = question.at;
    read.min_sequence = question.min_sequence;
    shared_.services.reads.read(id_, admission_.key, read);
}

void Session::act(CommandLines const& commands) {
    Submission submission;
    submission.connection = id_;
    submission.key = admission_.key;
    submission.request_id = ++asked_;
    submission.json_lines = commands.lines;
    auto const& lines = commands.lines;
    auto const count = static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + 1;
    auto const wait_ms =
        shared_.services.gate.pace(submission.key, count, std::chrono::steady_clock::now());
    if (wait_ms != 0) {
        auto fast = problem(429, "this key sends more than it may; nothing of this was taken");
        fast.headers.emplace_back("Retry-After", std::to_string((wait_ms + 999) / 1'000));
        return reply(std::move(fast));
    }
    auto const submitted = shared_.services.commands.submit(submission);
    if (submitted.accepted) {
        shape_ = commands.shape;
        stream_.expires_never();
        return;
    }
    if (!submitted.refused.empty()) return reply(problem(413, submitted.refused));
    auto busy = problem(503, "too many commands wait; none of these was taken, send them again");
    busy.headers.emplace_back("Retry-After", "1");
    reply(std::move(busy));
}

void Session::act(StreamWanted const&) {
    auto const self = shared_from_this();
    stream_.expires_never();
    auto stream = std::make_shared<Stream>(shared_, id_, admission_, stream_.release_socket());
    shared_.peers[id_] = stream;
    stream->start(parser_->release());
}

void Session::tell(Outgoing const& outgoing) {
    if (auto const* const batch = std::get_if<Answered>(&outgoing.what)) answered(*batch);
    if (auto const* const rows = std::get_if<RowsAnswer>(&outgoing.what)) answered(*rows);
}

void Session::answered(Answered const& answered) {
    if (!shape_ || answered.answers.request_id != asked_) return;
    auto const shape = *std::exchange(shape_, std::nullopt);
    auto const& faults = answered.answers.faults;
    if (shape == CommandShape::one && !faults.empty()) {
        auto const& fault = faults.front();
        return reply(problem(400, "column " + std::to_string(fault.column) + ": " + fault.text));
    }
    Reply said;
    said.body = answers_body(shape, answered.json_lines.value_or(""));
    if (shape == CommandShape::lines) said.content_type = "application/jsonl";
    reply(std::move(said));
}

void Session::answered(RowsAnswer const& rows) {
    if (!question_ || rows.request_id != asked_) return;
    auto const question = *std::exchange(question_, std::nullopt);
    reply(reply_of(question, rows));
}

void Session::reply(Reply said) {
    shared_.router.finish(request_, said);
    out_.emplace(message_of(said));
    stream_.expires_after(shared_.options.request_within);
    beast::http::async_write(stream_, *out_, [self = shared_from_this()](Error error, std::size_t) {
        self->on_written(error);
    });
}

beast::http::response<Session::Body> Session::message_of(Reply& said) const {
    beast::http::response<Body> message;
    message.version(version_);
    message.result(said.status);
    message.reason(reason_of(said.status));
    message.set(beast::http::field::server, "tally");
    if (!said.content_type.empty())
        message.set(beast::http::field::content_type, said.content_type);
    if (said.body.size() >= worth_packing) {
        message.insert(beast::http::field::vary, "Accept-Encoding");
        if (accepts_gzip(request_.accept_encoding)) {
            said.body = gzip(said.body);
            message.set(beast::http::field::content_encoding, "gzip");
        }
    }
    for (auto const& [name, value] : said.headers)
        message.insert(name, value);
    message.keep_alive(keep_alive_);
    bool const has_body = said.status != 204 && said.status != 304;
    if (has_body) message.content_length(said.body.size());
    if (request_.method != "HEAD") message.body() = std::move(said.body);
    return message;
}

void Session::on_written(Error error) {
    if (error) return leave();
    if (keep_alive_) return read_header();
    Error ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    stream_.expires_after(lingers_for);
    linger();
}

// What the client still sends is read and dropped for a moment: closing on it would take the reply
// away from a client that has not read it yet.
void Session::linger() {
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(std::size_t{16} << 10U),
                            [self = shared_from_this()](Error error, std::size_t) {
                                if (error) return self->leave();
                                self->linger();
                            });
}

void Session::leave() {
    Error ignored;
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, ignored);
    stream_.close();
    shared_.peers.erase(id_);
    shared_.count();
}

}  // namespace tally::serve::http
