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

    // Appends the frame without its entries, for who sends those from where they lie. Where in
    // `out` they belong. They must be aligned to words and be whole words, and at least one.
    [[nodiscard]] std::size_t append_around_entries(Events const& events, Bytes& out);

private:
    template <class Root, class Message>
    std::size_t append_as(Message const& message, Bytes& out, ByteSpan left_out = {});

    std::vector<std::uint64_t> scratch_;  // all zero between two messages, as Cap'n Proto wants it
};

}  // namespace tally::wire
