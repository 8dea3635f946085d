#include "tools/wire/frame.h"

#include "tools/wire/encode.h"
#include "tools/wire/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace tally::wire {
namespace {

// A few messages of very different lengths, as one stream.
Bytes stream_of(std::vector<std::size_t> const& lengths) {
    Encoder encoder;
    Bytes bytes;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        std::string const text(lengths[i], 'x');
        encoder.append(ToServer{JsonBatch{i, text}}, bytes);
    }
    return bytes;
}

// Feeds the stream in pieces and notes the text length of every message that comes out.
std::vector<std::size_t> read_in_pieces(Bytes const& stream, std::size_t piece) {
    FrameReader reader{frame_bytes_max};
    std::vector<std::size_t> lengths;
    ToServer message;
    for (std::size_t at = 0; at < stream.size();) {
        auto const room = reader.room();
        auto const count = std::min({piece, room.size(), stream.size() - at});
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), count, room.begin());
        reader.received(count);
        at += count;
        for (auto frame = reader.next(); frame.value(); frame = reader.next()) {
            EXPECT_TRUE(parse(*frame.value(), message).has_value());
            EXPECT_EQ(std::get<JsonBatch>(message).request_id, lengths.size());
            lengths.push_back(std::get<JsonBatch>(message).lines.size());
        }
    }
    EXPECT_EQ(reader.pending(), 0U);
    return lengths;
}

TEST(FrameReaderTest, CutsAStreamIntoItsMessagesHoweverItArrives) {
    std::vector<std::size_t> const lengths{0, 1, 7, 5'000, 3, 400'000, 9, 1'500'000, 2};
    auto const stream = stream_of(lengths);
    for (std::size_t const piece : {std::size_t{7}, std::size_t{4'096}, stream.size()})
        EXPECT_EQ(read_in_pieces(stream, piece), lengths) << "in pieces of " << piece;
    auto const few = stream_of({0, 3, 100});
    EXPECT_EQ(read_in_pieces(few, 1), (std::vector<std::size_t>{0, 3, 100}));
}

void receive(FrameReader& reader, std::vector<std::uint32_t> const& halves) {
    auto const room = reader.room();
    std::memcpy(room.data(), halves.data(), halves.size() * 4);
    reader.received(halves.size() * 4);
}

TEST(FrameReaderTest, RefusesMoreSegmentsOrBytesThanItReads) {
    FrameReader segments{1'000};
    receive(segments, {64, 0});
    EXPECT_NE(segments.next().error().text.find("65 segments"), std::string::npos);
    FrameReader most{1'000};
    receive(most, {63, 0});
    EXPECT_FALSE(most.next().value().has_value());
    FrameReader bytes{1'000};
    receive(bytes, {0, 125});
    EXPECT_NE(bytes.next().error().text.find("1008 bytes"), std::string::npos);
    FrameReader largest{1'000};
    receive(largest, {0, 124});
    EXPECT_FALSE(largest.next().value().has_value());
    FrameReader wrapping{1'000};
    receive(wrapping, {1, UINT32_MAX, UINT32_MAX, 0});
    EXPECT_FALSE(wrapping.next().has_value());
}

TEST(FrameReaderTest, ALengthThatIsOnlyClaimedCostsNoMemory) {
    FrameReader reader{frame_bytes_max};
    receive(reader, {0, 1'000'000});
    EXPECT_FALSE(reader.next().value().has_value());
    static_cast<void>(reader.room());
    EXPECT_LE(reader.bytes_allocated(), 4'096U);
}

TEST(FrameReaderTest, GivesTheMemoryOfALargeFrameBack) {
    FrameReader reader{frame_bytes_max};
    auto const stream = stream_of({7'000'000});
    for (std::size_t at = 0; at < stream.size();) {
        auto const room = reader.room();
        auto const count = std::min(room.size(), stream.size() - at);
        std::copy_n(stream.begin() + static_cast<std::ptrdiff_t>(at), count, room.begin());
        reader.received(count);
        at += count;
    }
    EXPECT_TRUE(reader.next().value().has_value());
    static_cast<void>(reader.room());
    EXPECT_LE(reader.bytes_allocated(), std::size_t{2} << 20U);
}

}  // namespace
}  // namespace tally::wire
