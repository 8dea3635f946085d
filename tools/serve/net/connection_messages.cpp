#include "journal/crypto/random.h"
#include "tools/serve/net/connection.h"

#include <string>
#include <utility>
#include <variant>

// What a Connection does with each message of the client's. A failure's text is said as the
// goodbye.
namespace tally::serve {

namespace {

Failure wrong(std::string text) {
    return Failure{FailureKind::usage, std::move(text)};
}

}  // namespace

Result<void> Connection::take_frame(wire::Frame const& frame) {
    TALLY_TRYV(wire::parse(frame, shared_.message));
    bool const is_hello = std::holds_alternative<wire::Hello>(shared_.message);
    if (stage_ == Stage::hello && !is_hello) return wrong("the first message must be a hello");
    bool const is_proof = std::holds_alternative<wire::Prove>(shared_.message);
    if (stage_ == Stage::proof && !is_proof) {
        return wrong("this server serves only proven keys: send prove after the welcome");
    }
    return std::visit([this](auto const& message) { return take(message); }, shared_.message);
}

Result<void> Connection::take(wire::Hello const& hello) {
    if (stage_ != Stage::hello) return wrong("a second hello");
    if (hello.version_min > wire::version || hello.version_max < wire::version) {
        return wrong("this server speaks version " + std::to_string(wire::version) +
                     " of the protocol, and the client versions " +
                     std::to_string(hello.version_min) + " to " +
                     std::to_string(hello.version_max));
    }
    TALLY_TRYV(fill_random(nonce_));
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
    welcome.key_required = options.key_required;
    say(welcome);
    stage_ = options.key_required ? Stage::proof : Stage::serving;
    stage_since_ = std::chrono::steady_clock::now();
    return success();
}

Result<void> Connection::take(wire::Prove const& prove) {
    TALLY_TRY(key, shared_.service.admit(prove, nonce_));
    key_ = key;
    stage_ = Stage::serving;
    say(wire::Proved{key});
    return success();
}

Result<void> Connection::take(wire::Batch const& batch) {
    Submission submission;
    submission.request_id = batch.request_id;
    submission.commands = &batch.commands;
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
    submission.key = key_;
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

Result<void> Connection::take(wire::Read const&) {
    return wrong("reads are not served yet");
}

Result<void> Connection::take(wire::Subscribe const&) {
    return wrong("feeds are not served yet");
}

Result<void> Connection::take(wire::Credit const&) {
    return wrong("feeds are not served yet");
}

Result<void> Connection::take(wire::Unsubscribe const&) {
    return wrong("feeds are not served yet");
}

Result<void> Connection::take(wire::Ping const& ping) {
    say(wire::Pong{ping.number});
    return success();
}

}  // namespace tally::serve
