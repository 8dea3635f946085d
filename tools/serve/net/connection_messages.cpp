#include "journal/crypto/random.h"
#include "tools/serve/net/connection.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>

// What a Connection does with each message of the client's. A failure's text is said as the
// goodbye.
namespace tally::serve {

namespace {

constexpr std::size_t lend_from = std::size_t{4} << 10U;  // bytes; fewer are quicker copied

// How many commands a batch is paced as: lines that are none cost as much.
std::size_t commands_of(Submission const& submission) {
    if (submission.commands != nullptr) return submission.commands->sizes.size();
    auto const& lines = submission.json_lines;
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n')) + 1;
}

}  // namespace

Result<void> Connection::take_frame(wire::Frame const& frame) {
    TALLY_TRYV(wire::parse(frame, shared_.message));
    bool const is_hello = std::holds_alternative<wire::Hello>(shared_.message);
    if (stage_ == Stage::hello && !is_hello)
        return usage_failure("the first message must be a hello");
    bool const is_proof = std::holds_alternative<wire::Prove>(shared_.message);
    if (stage_ == Stage::proof && !is_proof) {
        return usage_failure("this server serves only proven keys: send prove after the welcome");
    }
    return std::visit([this](auto const& message) { return take(message); }, shared_.message);
}

Result<void> Connection::take(wire::Hello const& hello) {
    if (stage_ != Stage::hello) return usage_failure("a second hello");
    if (hello.version_min > wire::version || hello.version_max < wire::version) {
        return usage_failure("this server speaks version " + std::to_string(wire::version) +
                             " of the protocol, and the client versions " +
                             std::to_string(hello.version_min) + " to " +
                             std::to_string(hello.version_max));
    }
    TALLY_TRYV(fill_random(nonce_));
    nonce_is_fresh_ = true;
    bool const key_required = shared_.gate.key_required();
    auto const& options = shared_.options;
    wire::Welcome welcome;
    welcome.version = wire::version;
    welcome.origin = shared_.service.origin();
    welcome.tip = shared_.service.tip();
    welcome.commands_max = wire::batch_commands_max;
    welcome.frame_bytes_max = wire::frame_bytes_max;
    welcome.commands_in_flight_max = options.commands_in_flight_max;
    welcome.subscriptions_max = options.subscriptions_max;
    welcome.nonce = nonce_;
    welcome.key_required = key_required;
    say(welcome);
    stage_ = key_required ? Stage::proof : Stage::serving;
    stage_since_ = std::chrono::steady_clock::now();
    return success();
}

Result<void> Connection::take(wire::Prove const& prove) {
    if (!std::exchange(nonce_is_fresh_, false))
        return usage_failure("this connection's nonce was used; connect again to prove a key anew");
    TALLY_TRY(admission, shared_.gate.admit(prove, nonce_, std::chrono::steady_clock::now()));
    admission_ = admission;
    stage_ = Stage::serving;
    say(wire::Proved{admission.key.value});
    return success();
}

Result<void> Connection::take(wire::Batch const& batch) {
    Submission submission;
    submission.request_id = batch.request_id;
    submission.commands = &batch.commands;
    submission.signatures = batch.signatures;
    submit(submission);
    return success();
}

Result<void> Connection::take(wire::JsonBatch const& batch) {
    Submission submission;
    submission.request_id = batch.request_id;
    submission.json_lines = batch.lines;
    submit(submission);
    return success();
}

void Connection::submit(Submission submission) {
    submission.connection = id_;
    submission.key = admission_.key;
    auto const now = std::chrono::steady_clock::now();
    auto const wait_ms = shared_.gate.pace(submission.key, commands_of(submission), now);
    if (wait_ms != 0) return say(wire::Overloaded{submission.request_id, wait_ms});
    auto const submitted = shared_.service.submit(submission);
    if (submitted.accepted) {
        in_flight_ += static_cast<std::uint32_t>(submitted.commands);
        ++requests_open_;
    } else if (submitted.refused.empty()) {
        say(wire::Overloaded{submission.request_id, submitted.retry_after_ms});
    } else {
        say(wire::Refused{submission.request_id, submitted.refused});
    }
}

Result<void> Connection::take(wire::Read const& question) {
    ++requests_open_;
    shared_.reads.read(id_, admission_.key, question);
    return success();
}

Result<void> Connection::take(wire::Subscribe const& subscribe) {
    auto const id = subscribe.subscription_id;
    auto const may = shared_.gate.may_follow(admission_.key, subscribe);
    if (!may) {
        say(wire::Ended{id, may.error().text});
    } else if (subscriptions_.size() == shared_.options.subscriptions_max) {
        say(wire::Ended{id, "this connection has as many subscriptions as one may have"});
    } else if (!subscriptions_.add(subscribe)) {
        return usage_failure("subscription " + std::to_string(id) + " is open already");
    } else {
        shared_.feeds.open(id_, subscribe);
    }
    return success();
}

Result<void> Connection::take(wire::Credit const& credit) {
    if (subscriptions_.contains(credit.subscription_id)) shared_.feeds.grant(id_, credit);
    return success();
}

Result<void> Connection::take(wire::Unsubscribe const& unsubscribe) {
    auto const id = unsubscribe.subscription_id;
    if (subscriptions_.contains(id)) shared_.feeds.end(id_, id);
    return success();
}

Result<void> Connection::take(wire::Ping const& ping) {
    say(wire::Pong{ping.number});
    return success();
}

// After a goodbye nothing more is said.
void Connection::tell(Outgoing const& outgoing) {
    if (stage_ == Stage::closed) return;
    std::visit([this](auto const& what) { tell(what); }, outgoing.what);
}

void Connection::tell(Answered const& answer) {
    auto const count = static_cast<std::uint32_t>(answer.answers.answers.size());
    in_flight_ -= std::min(in_flight_, count);
    --requests_open_;
    if (stage_ == Stage::goodbye) return;
    if (answer.json_lines) {
        say(wire::JsonAnswers{answer.answers.request_id, *answer.json_lines});
    } else {
        shared_.encoder.append(answer.answers, waiting_.own());
    }
}

void Connection::tell(RowsAnswer const& answer) {
    --requests_open_;
    if (stage_ == Stage::goodbye) return;
    auto const* const body = reinterpret_cast<std::uint8_t const*>(answer.body.data());
    say(wire::Rows{answer.request_id, answer.status, answer.sequence, {body, answer.body.size()}});
}

// Those that the key may not follow any more. Of them nothing is told but the end, which the feeds
// answer with.
void Connection::end_lost_feeds() {
    for (auto const id : subscriptions_.lost(shared_.gate, admission_.key))
        shared_.feeds.end(id_, id);
}

void Connection::tell(FeedPiece const& piece) {
    if (stage_ == Stage::goodbye) return;
    end_lost_feeds();
    if (!subscriptions_.may_tell(piece.subscription_id))
        return shared_.feeds.sent(id_, piece.bytes());
    feed_bytes_waiting_ += piece.bytes();
    wire::Events const events{
        piece.subscription_id, piece.leaves, piece.next, piece.tip, piece.lines, piece.phase};
    auto const& leaves = events.entries.bytes;
    if (leaves.size() < lend_from) return say(events);
    auto const gap = shared_.encoder.append_around_entries(events, waiting_.own());
    waiting_.lend(gap, leaves, piece.holder);
}

void Connection::tell(FeedCaughtUp const& caught_up) {
    if (stage_ == Stage::goodbye) return;
    say(wire::CaughtUp{caught_up.subscription_id, caught_up.next, caught_up.tip});
}

void Connection::tell(FeedEnded const& ended) {
    auto const why_lost = subscriptions_.remove(ended.subscription_id);
    auto const& why = why_lost.empty() ? ended.why : why_lost;
    if (stage_ != Stage::goodbye) say(wire::Ended{ended.subscription_id, why});
}

}  // namespace tally::serve
