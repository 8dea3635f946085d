#pragma once

#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// What the network needs of the rest of the server, so that it can be tested without an engine. All
// of it is called on the network's thread and must not block; what is told back may come from any
// thread.
namespace tally::serve {

// A batch on its way in. What is borrowed lives until submit returns.
struct Submission {
    std::uint64_t connection = 0;
    KeyNumber key = {};  // the proven key's number; 0: the operator of the directory
    std::uint64_t request_id = 0;
    wire::Leaves const* commands = nullptr;            // leaves,
    std::string_view json_lines;                       // or lines of JSON
    std::span<wire::Signature const> signatures = {};  // of leaves; lines have them in themselves
};

// Whether a batch was taken in. If not, nothing of it happens.
struct Submitted {
    bool accepted = true;
    std::uint32_t retry_after_ms = 0;  // overloaded: come again after that
    std::string refused;               // or why it is never taken in; empty if overloaded
    std::size_t commands = 0;          // how many it was, if accepted
};

// A batch that is durable as a whole.
struct Answered {
    std::uint64_t connection = 0;
    wire::Answers answers;
    std::optional<std::string> json_lines;  // for a batch of JSON, instead of the answers
};

// The answer to a read.
struct RowsAnswer {
    std::uint64_t request_id = 0;
    std::uint16_t status = 200;  // as HTTP's
    std::uint64_t sequence = 0;  // how many entries the state had seen
    std::string body;            // JSON lines; what is wrong, if status is not 200
};

// Some entries of a feed, in order: `leaves` borrows from `holder`. Or rows of a projection's feed,
// as lines of JSON.
struct FeedPiece {
    std::uint64_t subscription_id = 0;
    wire::Leaves leaves;
    std::shared_ptr<void const> holder;
    std::uint64_t next = 0;
    std::uint64_t tip = 0;
    std::string lines = {};
    std::uint8_t phase = 0;  // as wire::Events::phase

    [[nodiscard]] std::size_t bytes() const { return leaves.bytes.size() + lines.size(); }
};

struct FeedCaughtUp {
    std::uint64_t subscription_id = 0;
    std::uint64_t next = 0;
    std::uint64_t tip = 0;
};

struct FeedEnded {
    std::uint64_t subscription_id = 0;
    std::string why;  // empty: because it was asked to
};

// Something to be said to a client.
struct Outgoing {
    std::uint64_t connection = 0;
    std::variant<Answered, RowsAnswer, FeedPiece, FeedCaughtUp, FeedEnded> what;
};

class CommandService {
public:
    CommandService() = default;
    CommandService(CommandService const&) = delete;
    CommandService& operator=(CommandService const&) = delete;
    virtual ~CommandService() = default;

    [[nodiscard]] virtual std::string const& origin() const = 0;
    [[nodiscard]] virtual std::uint64_t tip() const = 0;  // entries that are durable

    // The answers come through the outbox that the service was made with, later.
    [[nodiscard]] virtual Submitted submit(Submission const& submission) = 0;
};

class ReadService {
public:
    ReadService() = default;
    ReadService(ReadService const&) = delete;
    ReadService& operator=(ReadService const&) = delete;
    virtual ~ReadService() = default;

    // One RowsAnswer comes through the outbox, later or at once. `asker`: as Submission::key.
    virtual void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) = 0;
};

// Subscriptions: pieces, caught-up marks and an end come through the outbox.
class FeedService {
public:
    FeedService() = default;
    FeedService(FeedService const&) = delete;
    FeedService& operator=(FeedService const&) = delete;
    virtual ~FeedService() = default;

    virtual void open(std::uint64_t connection, wire::Subscribe const& subscribe) = 0;
    virtual void grant(std::uint64_t connection, wire::Credit const& credit) = 0;
    virtual void end(std::uint64_t connection, std::uint64_t subscription) = 0;

    // So many bytes of the connection's pieces have left.
    virtual void sent(std::uint64_t connection, std::size_t bytes) = 0;

    // The connection is gone, and its feeds with it.
    virtual void forget(std::uint64_t connection) = 0;
};

}  // namespace tally::serve
