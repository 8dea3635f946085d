#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tally::wire {

// One whole Cap'n Proto message with its segment table, aligned to 8 bytes.
struct Frame {
    std::span<std::uint64_t const> words;

    [[nodiscard]] std::size_t bytes() const { return words.size() * 8; }
};

// Cuts a stream of bytes into frames: standard Cap'n Proto stream framing. Total on any bytes. Its
// memory grows with the frame that it waits for, which is bounded, and goes back after a large one.
//
//     for (;;) { auto room = reader.room(); reader.received(read(fd, room)); while next() ... }
class FrameReader {
public:
    explicit FrameReader(std::size_t bytes_max);

    // Where the next bytes belong; never empty. Ends the life of the frames given out.
    [[nodiscard]] std::span<std::uint8_t> room();

    // So many bytes were put into the room.
    void received(std::size_t bytes);

    // The next whole frame, or nothing until more is received. A failure says what no frame can
    // begin with; the stream cannot be read on after it.
    [[nodiscard]] Result<std::optional<Frame>> next();

    // Bytes received and not yet given out as frames.
    [[nodiscard]] std::size_t pending() const { return end_ - begin_; }

    [[nodiscard]] std::size_t bytes_allocated() const { return words_.size() * 8; }

private:
    [[nodiscard]] Result<std::optional<std::size_t>> frame_size() const;
    [[nodiscard]] std::uint32_t half_word(std::size_t index) const;
    void make_room(std::size_t bytes);

    std::size_t bytes_max_;
    std::vector<std::uint64_t> words_;
    std::size_t begin_ = 0;  // of the bytes not yet given out; a multiple of 8
    std::size_t end_ = 0;
};

}  // namespace tally::wire
