#include "tools/client/link.h"
#include "tools/wire/session_proof.h"

#include <algorithm>
#include <utility>

// What a Link does with each message of the server's. A failure ends the connection; another one is
// made.
namespace tally::client {

namespace {

// Calls the handler if the request was one that is answered like this.
template <class Handler, class Value>
Result<void> answer(OnAnswer& on_answer, Value value) {
    auto* const handler = std::get_if<Handler>(&on_answer);
    if (handler == nullptr) {
        return Failure{FailureKind::integrity, "the server answered another question"};
    }
    if (*handler) (*handler)(std::move(value));
    return success();
}

}  // namespace

void fail(OnAnswer const& on_answer, Failure const& failure) {
    std::visit(
        [&](auto const& handler) {
            if constexpr (requires { handler(Failure{}); }) {
                if (handler) handler(failure);
            }
        },
        on_answer);
}

// The request, which has its answer now; null if it had one, or none was waited for.
std::shared_ptr<Pending> Session::Link::settle(std::uint64_t id) {
    auto const found = pending_.find(id);
    if (found == pending_.end()) return nullptr;
    auto request = std::move(found->second);
    pending_.erase(found);
    return request;
}

Result<void> Session::Link::take(wire::Welcome const& welcome) {
    if (!options_.key) {
        ready();
        return success();
    }
    TALLY_TRY(key, bip340_public_key(*options_.key));
    auto const challenge = wire::session_challenge(welcome.origin, welcome.nonce, key);
    TALLY_TRY(signature, bip340_sign(*options_.key, challenge));
    say(wire::Prove{key.bytes, signature.bytes});
    return success();
}

Result<void> Session::Link::take(wire::Proved const&) {
    ready();
    return success();
}

Result<void> Session::Link::take(wire::Answers& answers) {
    auto const request = settle(answers.request_id);
    if (!request) return success();
    return answer<OnReply>(
        request->on_answer,
        Result<Reply>{
            Reply{std::move(answers.answers), std::move(answers.faults), request->resent}});
}

Result<void> Session::Link::take(wire::JsonAnswers const& answers) {
    auto const request = settle(answers.request_id);
    if (!request) return success();
    return answer<OnText>(request->on_answer, Result<std::string>{std::string{answers.lines}});
}

Result<void> Session::Link::take(wire::Refused const& refused) {
    auto const request = settle(refused.request_id);
    if (request) fail(request->on_answer, {FailureKind::usage, std::string{refused.text}});
    return success();
}

// Nothing of it happened: it is asked again when the server said it may.
Result<void> Session::Link::take(wire::Overloaded const& overloaded) {
    auto const found = pending_.find(overloaded.request_id);
    if (found == pending_.end()) return success();
    auto timer = std::make_shared<boost::asio::steady_timer>(
        context_, std::chrono::milliseconds{overloaded.retry_after_ms});
    timer->async_wait(
        [self = shared_from_this(), timer, generation = generation_, request = found->second](
            Error error) {
            bool const waits = self->pending_.contains(request->id);
            if (!error && waits && generation == self->generation_) self->enqueue(request);
        });
    return success();
}

Result<void> Session::Link::take(wire::Rows const& rows) {
    auto const request = settle(rows.request_id);
    if (!request) return success();
    return answer<OnRows>(
        request->on_answer,
        Result<client::Rows>{client::Rows{
            rows.status, rows.sequence, std::string{rows.body.begin(), rows.body.end()}}});
}

std::uint64_t Session::Link::follow(FeedRequest request, FeedHandlers handlers) {
    auto const id = next_id();
    auto const at = followed_.emplace(id, Followed{std::move(request), std::move(handlers)}).first;
    if (ready_) subscribe(id, at->second);
    return id;
}

void Session::Link::unfollow(std::uint64_t feed) {
    if (followed_.erase(feed) != 0 && ready_) say(wire::Unsubscribe{feed});
}

void Session::Link::subscribe(std::uint64_t feed, Followed& followed) {
    followed.consumed = 0;
    auto const& request = followed.request;
    if (request.with_rows && followed.handlers.rows_begin) followed.handlers.rows_begin();
    say(wire::Subscribe{feed,
                        request.feed,
                        request.from,
                        request.filter,
                        options_.feed_window_bytes,
                        request.with_rows,
                        request.conflate});
}

void Session::Link::hand_out(FeedHandlers const& handlers, wire::Events const& events) {
    if (handlers.events) handlers.events(events);
    bool const is_change = events.phase == wire::feed_phase::changes;
    auto const& on_line = is_change ? handlers.change : handlers.row;
    for (auto lines = events.json; !lines.empty();) {
        auto const end = std::min(lines.find('\n'), lines.size() - 1);
        if (on_line) on_line(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
    if (events.phase == wire::feed_phase::rows_end && handlers.rows_end)
        handlers.rows_end(events.next);
}

Result<void> Session::Link::take(wire::Events const& events) {
    auto const found = followed_.find(events.subscription_id);
    if (found == followed_.end()) return success();
    auto const handlers = found->second.handlers;  // one of them may unfollow
    hand_out(handlers, events);
    auto const still = followed_.find(events.subscription_id);
    if (still == followed_.end()) return success();
    auto& followed = still->second;
    followed.request.from = events.next;
    if (events.phase == wire::feed_phase::rows_end) followed.request.with_rows = false;
    followed.consumed += events.entries.bytes.size() + events.json.size();
    if (followed.consumed < options_.feed_window_bytes / 2) return success();
    say(wire::Credit{events.subscription_id, std::exchange(followed.consumed, 0)});
    return success();
}

Result<void> Session::Link::take(wire::CaughtUp const& caught_up) {
    auto const found = followed_.find(caught_up.subscription_id);
    if (found == followed_.end()) return success();
    found->second.request.from = caught_up.next;
    auto const on_caught_up = found->second.handlers.caught_up;
    if (on_caught_up) on_caught_up(caught_up.next);
    return success();
}

Result<void> Session::Link::take(wire::Ended const& ended) {
    auto const found = followed_.find(ended.subscription_id);
    if (found == followed_.end()) return success();
    auto const on_ended = std::move(found->second.handlers.ended);
    followed_.erase(found);
    if (on_ended) on_ended(ended.text);
    return success();
}

Result<void> Session::Link::take(wire::Pong const&) {
    return success();
}

Result<void> Session::Link::take(wire::Goodbye const& goodbye) {
    return Failure{FailureKind::incomplete, "the server said: " + std::string{goodbye.reason}};
}

}  // namespace tally::client
