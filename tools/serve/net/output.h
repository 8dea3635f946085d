#pragma once

#include "journal/vocabulary/bytes.h"
#include "tools/wire/encode.h"

#include <boost/asio/buffer.hpp>

#include <cstddef>
#include <memory>
#include <vector>

namespace tally::serve {

// Bytes on their way to one socket, in order: its own, and others' that are sent from where they
// lie. A block's entries go to all its followers like that, without being copied for each of them.
class Output {
public:
    // What is to be said is appended to these.
    [[nodiscard]] wire::Bytes& own() { return own_; }

    // Has those bytes sent after `own_before` of the own ones; the holder keeps them there. Calls
    // come in the order in which the bytes go.
    void lend(std::size_t own_before, ByteSpan bytes, std::shared_ptr<void const> holder);

    [[nodiscard]] std::size_t bytes() const { return own_.size() + lent_bytes_; }

    [[nodiscard]] bool empty() const { return bytes() == 0; }

    void clear();

    // All of it; what they borrow lives until the next call of anything else.
    [[nodiscard]] std::vector<boost::asio::const_buffer> buffers() const;

private:
    struct Lent {
        std::size_t own_before;
        ByteSpan bytes;
        std::shared_ptr<void const> holder;  // shared with the other followers
    };

    wire::Bytes own_;
    std::vector<Lent> lent_;
    std::size_t lent_bytes_ = 0;
};

}  // namespace tally::serve
