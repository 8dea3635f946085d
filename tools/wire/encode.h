#pragma once

#include "tools/wire/messages.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally::wire {

// Bytes on their way to a socket.
using Bytes = std::vector<std::uint8_t>;

// Builds messages as frames. Keeps its scratch memory from one to the next.
class Encoder {
public:
    Encoder();

    // Appends the message's frame. The frame is in one segment, or, where it has leaves, in two.
    void append(ToServer const& message, Bytes& out);
    void append(ToClient const& message, Bytes& out);
    void append(Answers const& answers, Bytes& out);

private:
    template <class Root, class Message>
    void append_as(Message const& message, Bytes& out);

    std::vector<std::uint64_t> scratch_;  // all zero between two messages, as Cap'n Proto wants it
};

}  // namespace tally::wire
