#pragma once

#include "journal/vocabulary/result.h"
#include "tools/serve/net/net_options.h"
#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace tally::serve {

class Gate;

// Where what clients ask is answered.
struct Services {
    CommandService& commands;
    ReadService& reads;
    FeedService& feeds;
    Gate& gate;
};

struct NetFigures {
    std::size_t connections = 0;
    std::size_t sessions = 0;  // connections that have proved a key
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_refused = 0;  // because there were too many
};

// The listeners and their connections. One thread: the one that runs the io_context; it answers
// what the outbox holds.
class Server {
public:
    // Listens at once; a place that cannot be listened on is a usage failure that names it.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(boost::asio::io_context& context,
                                                              NetOptions options,
                                                              Services services,
                                                              Outbox& outbox);
    Server(Server const&) = delete;
    Server& operator=(Server const&) = delete;
    ~Server();

    // Where it listens, with the ports that the system chose for port 0.
    [[nodiscard]] std::vector<wire::Endpoint> const& listening() const;

    // Other sizes (the fields that end in _max) from now on; connections that are open stay.
    void retune(NetOptions const& sizes);

    // Takes no more connections and reads no more requests: each client is told why, after the
    // answers to what it has asked. `done` is called when all are gone, or cut off after a while.
    void stop(std::string_view reason, std::function<void()> done);

    [[nodiscard]] NetFigures figures() const;

private:
    class Inside;
    explicit Server(std::shared_ptr<Inside> inside);

    std::shared_ptr<Inside> inside_;
};

}  // namespace tally::serve
