#pragma once

#include "journal/entry.h"
#include "journal/store/block.h"
#include "tools/serve/net/service.h"
#include "tools/wire/messages.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace tally::serve {

// Numbers of wire::Subscribe::feed: append, never renumber.
inline constexpr std::uint16_t feed_of_record = 0;

// A stored block, shared by whoever sends parts of it.
struct Chunk {
    BlockBuffer buffer;
    Block block;
};

// True if the entry passes the filter: its kind, and the owner, account, market and asset that it
// itself names. What a filter leaves out (zero, or no kinds) is not looked at.
[[nodiscard]] bool passes(wire::Filter const& filter, ByteSpan leaf);

// False if every entry passes it.
[[nodiscard]] bool leaves_out(wire::Filter const& filter);

// One follower's place in the record.
class Feed {
public:
    explicit Feed(wire::Subscribe const& subscribe)
        : filter_(subscribe.filter),
          leaves_out_(leaves_out(subscribe.filter)),
          next_(subscribe.from),
          credit_(static_cast<std::int64_t>(subscribe.credit_bytes & INT64_MAX)) {}

    [[nodiscard]] Sequence next() const { return Sequence{next_}; }

    [[nodiscard]] bool has_credit() const { return credit_ > 0; }

    void grant(std::uint64_t bytes);

    // True until the next call of go_to: it must be given the block that holds next().
    [[nodiscard]] bool needs_chunk() const { return chunk_ == nullptr; }

    void go_to(std::shared_ptr<Chunk const> chunk);

    // The next entries that pass, up to some size or the chunk's end, and moves on behind them. May
    // be empty if none do.
    [[nodiscard]] FeedPiece take_piece();

    bool told_caught_up = false;

private:
    wire::Filter filter_;
    bool leaves_out_;  // anything at all
    std::uint64_t next_;
    std::int64_t credit_;
    std::shared_ptr<Chunk const> chunk_;
    Block::Iterator at_;
};

}  // namespace tally::serve
