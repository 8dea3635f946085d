#pragma once

#include "journal/vocabulary/result.h"
#include "tools/client/session.h"

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tally::client {

// A Session with a thread of its own: for programs that just want to ask and wait. Its members may
// be called from any thread but the one that the handlers are called on.
class Client {
public:
    // Returns at once; the first request waits for the connection.
    [[nodiscard]] static Result<std::unique_ptr<Client>> open(Options options);
    Client(Client const&) = delete;
    Client& operator=(Client const&) = delete;
    ~Client();  // what is unanswered fails

    // Waits for the durable answers. A lost connection is made again and the batch sent again; see
    // Reply::resent.
    [[nodiscard]] Result<Reply> apply(CommandBatch const& batch);

    // The same without waiting. The batch may be changed or destroyed on return.
    [[nodiscard]] std::future<Result<Reply>> apply_async(CommandBatch const& batch);

    // Lines of JSON, as `tally apply` takes them; the answers as it prints them.
    [[nodiscard]] Result<std::string> apply_json(std::string_view lines);

    // See Session::read.
    [[nodiscard]] Result<Rows> read(std::string_view query,
                                    std::optional<std::uint64_t> at = std::nullopt,
                                    std::uint64_t min_sequence = 0);

    // The handlers are called on the client's own thread.
    std::uint64_t follow(FeedRequest request, FeedHandlers handlers);
    void unfollow(std::uint64_t feed);

private:
    struct Inside;
    explicit Client(std::unique_ptr<Inside> inside);

    std::unique_ptr<Inside> inside_;
};

// True if the command has happened: now, or (an id that exists with the same content) before.
[[nodiscard]] bool has_happened(wire::Answer const& answer);

}  // namespace tally::client
