#pragma once

#include "journal/vocabulary/result.h"
#include "tools/client/command_batch.h"
#include "tools/client/options.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace tally::client {

// The answers to a batch, in the order of its commands; each is durable.
struct Reply {
    std::vector<wire::Answer> answers;
    std::vector<wire::Fault> faults;  // of the answers that are `faulty`: why they were no command
    // The batch was sent more than once, because a connection was lost before the answer came. A
    // command that happened the first time then has the outcome `exists`.
    bool resent = false;
};

struct Rows {
    std::uint16_t status = 0;    // as HTTP's
    std::uint64_t sequence = 0;  // how many entries the state had seen
    std::string body;            // JSON; a problem document if status is not 200
};

// A feed to follow: tools/wire/protocol.capnp says what the fields mean.
struct FeedRequest {
    std::uint16_t feed = 0;
    std::uint64_t from = 0;
    wire::Filter filter;
    bool with_rows = false;
    bool conflate = false;
};

struct FeedHandlers {
    std::function<void(wire::Events const&)> events;
    std::function<void(std::uint64_t next)> caught_up;
    std::function<void(std::string_view why)> ended;

    // Of a projection's feed, each line a JSON object: docs/feeds.md.
    std::function<void()>
        rows_begin;  // again if the connection is lost before rows_end: forget all
    std::function<void(std::string_view line)> row;     // of what there was before
    std::function<void(std::uint64_t next)> rows_end;   // the rows are the state before this entry
    std::function<void(std::string_view line)> change;  // what an entry changed
};

// One client's conversation with a server, over as many connections as it takes: connects again
// when one is lost, sends what is unanswered again (the ids in the commands make that safe), and
// goes on with every feed right after the last event that was handled.
//
// Asynchronous and of one thread: everything is called on, and calls back on, the thread that runs
// the io_context.
class Session {
public:
    using OnReply = std::function<void(Result<Reply>)>;
    using OnRows = std::function<void(Result<Rows>)>;
    using OnText = std::function<void(Result<std::string>)>;

    // A server that is not an address is a usage failure. Begins to connect.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(boost::asio::io_context& context,
                                                               Options options);
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;
    ~Session();  // closes; nothing is called back any more

    // Sends a batch; it may be changed or destroyed on return. Batches may be answered in any
    // order; those of one session are sequenced in the order in which they were sent.
    void apply(CommandBatch const& batch, OnReply on_reply);

    // Lines of JSON, as `tally apply` takes them; the answers as it prints them.
    void apply_json(std::string_view lines, OnText on_lines);

    // Paths of docs/http.md without /v1, such as "accounts/12". `at`: the state after that entry.
    // `min_sequence`: not before the entry before it is in the state.
    void read(std::string_view query,
              std::optional<std::uint64_t> at,
              std::uint64_t min_sequence,
              OnRows on_rows);

    // Follows a feed until it is unfollowed or ended; the number names it.
    std::uint64_t follow(FeedRequest request, FeedHandlers handlers);
    void unfollow(std::uint64_t feed);

    [[nodiscard]] bool is_connected() const;

    // Requests without an answer.
    [[nodiscard]] std::size_t in_flight() const;

    // What the last attempt to connect, or the loss of the connection, said; for people.
    [[nodiscard]] std::string const& last_trouble() const;

private:
    class Link;
    explicit Session(std::shared_ptr<Link> link);

    std::shared_ptr<Link> link_;
};

}  // namespace tally::client
