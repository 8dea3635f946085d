#pragma once

#include "journal/vocabulary/result.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the network needs of the rest of the server, so that it can be tested without an engine. All
// of it is called on the network's thread and must not block; what is told back may come from any
// thread.
namespace tally::serve {

// A batch on its way in. What is borrowed lives until submit returns.
struct Submission {
    std::uint64_t connection = 0;
    std::uint32_t key = 0;  // the proven key's number; 0: the operator of the directory
    std::uint64_t request_id = 0;
    wire::Leaves const* commands = nullptr;  // leaves,
    std::string_view json_lines;             // or lines of JSON
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

    // The number of a key that may come in now, or why not.
    [[nodiscard]] virtual Result<std::uint32_t> admit(wire::Prove const& proof,
                                                      wire::Nonce const& nonce) = 0;
};

}  // namespace tally::serve
