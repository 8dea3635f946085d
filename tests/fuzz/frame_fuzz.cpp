#include "journal/vocabulary/check.h"
#include "tools/wire/frame.h"
#include "tools/wire/limits.h"
#include "tools/wire/messages.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <variant>

namespace {

using namespace tally;

// Whatever was parsed lies within its bounds: reading all of it touches only the frame.
std::uint64_t touch(wire::Leaves const& leaves) {
    std::uint64_t sum = leaves.sizes.size();
    for (auto const byte : leaves.bytes)
        sum += byte;
    return sum;
}

void touch_parts(wire::ToServer const& message) {
    if (auto const* batch = std::get_if<wire::Batch>(&message)) {
        TALLY_CHECK(batch->commands.sizes.size() <= wire::batch_commands_max);
        TALLY_CHECK(touch(batch->commands) < UINT64_MAX);
    }
}

void touch_parts(wire::ToClient const& message) {
    if (auto const* events = std::get_if<wire::Events>(&message))
        TALLY_CHECK(touch(events->entries) < UINT64_MAX);
}

template <class Message>
void parse_and_touch(wire::Frame const& frame) {
    Message message;
    auto const parsed = wire::parse(frame, message);
    if (!parsed) {
        TALLY_CHECK(!parsed.error().text.empty());
        return;
    }
    touch_parts(message);
}

}  // namespace

// Any bytes, in any pieces, are cut into frames or refused with a reason; every frame is a message,
// whichever end reads it, or refused with one. The first byte picks the pieces' length.
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size == 0) return 0;
    std::size_t const piece = 1 + data[0];
    wire::FrameReader reader{std::size_t{1} << 16U};
    for (std::size_t at = 1; at < size;) {
        auto const room = reader.room();
        auto const count = std::min({room.size(), piece, size - at});
        std::memcpy(room.data(), data + at, count);
        reader.received(count);
        at += count;
        for (;;) {
            auto const frame = reader.next();
            if (!frame) return 0;
            if (!frame.value()) break;
            parse_and_touch<wire::ToServer>(*frame.value());
            parse_and_touch<wire::ToClient>(*frame.value());
        }
    }
    return 0;
}
