#pragma once

#include "tools/serve/net/outbox.h"
#include "tools/serve/net/service.h"

#include <functional>
#include <string>

namespace boost::asio {
class io_context;
}

namespace tally::serve {

class Gate;

// Answers the question "figures" with what /metrics says, for those who may read everything; passes
// all others on. So an operator with a key sees a server at work whose metrics are not for the
// network.
class FiguresReads final : public ReadService {
public:
    // `figures` is called on `context`'s thread.
    FiguresReads(boost::asio::io_context& context,
                 Gate const& gate,
                 ReadService& behind,
                 std::function<std::string()> figures,
                 Outbox& outbox);

    void read(std::uint64_t connection, KeyNumber asker, wire::Read const& question) override;

private:
    boost::asio::io_context& context_;
    Gate const& gate_;
    ReadService& behind_;
    std::function<std::string()> figures_;
    Outbox& outbox_;
};

}  // namespace tally::serve
