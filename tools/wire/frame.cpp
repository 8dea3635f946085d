#include "tools/wire/frame.h"

#include "journal/vocabulary/check.h"
#include "tools/wire/limits.h"

#include <algorithm>
#include <cstring>
#include <string>

namespace tally::wire {

namespace {

constexpr std::size_t small_bytes = 4'096;
constexpr std::size_t usual_bytes = 262'144;  // grown to when reads fill the small room
constexpr std::size_t kept_bytes = std::size_t{2} << 20U;

}  // namespace

FrameReader::FrameReader(std::size_t bytes_max) : bytes_max_(bytes_max), words_(small_bytes / 8) {}

std::uint32_t FrameReader::half_word(std::size_t index) const {
    std::uint32_t value = 0;
    auto const* const bytes = reinterpret_cast<std::uint8_t const*>(words_.data()) + begin_;
    std::memcpy(&value, bytes + index * 4, 4);
    return value;
}

// Nothing: the segment table is not whole yet.
Result<std::optional<std::size_t>> FrameReader::frame_size() const {
    if (pending() < 8) return std::optional<std::size_t>{};
    std::size_t const segments = std::size_t{half_word(0)} + 1;
    if (segments > frame_segments_max) {
        return Failure{FailureKind::usage,
                       "a frame of " + std::to_string(segments) + " segments; at most " +
                           std::to_string(frame_segments_max) +
                           " are read. Is this Cap'n Proto stream framing?"};
    }
    std::size_t const table = (segments / 2 + 1) * 8;
    if (pending() < table) return std::optional<std::size_t>{};
    std::size_t bytes = table;
    for (std::size_t i = 1; i <= segments; ++i)
        bytes += std::size_t{half_word(i)} * 8;
    if (bytes > bytes_max_) {
        return Failure{FailureKind::usage,
                       "a frame of " + std::to_string(bytes) + " bytes; at most " +
                           std::to_string(bytes_max_) + " are read"};
    }
    return std::optional{bytes};
}

// Moves what is pending to the front, in a buffer of at least so many bytes.
void FrameReader::make_room(std::size_t bytes) {
    auto* const data = reinterpret_cast<std::uint8_t*>(words_.data());
    std::size_t const count = pending();
    if (words_.size() * 8 < bytes || (words_.size() * 8 > kept_bytes && bytes <= usual_bytes)) {
        std::vector<std::uint64_t> fresh((bytes + 7) / 8);
        if (count != 0) std::memcpy(fresh.data(), data + begin_, count);
        words_ = std::move(fresh);
    } else if (begin_ != 0 && count != 0) {
        std::memmove(data, data + begin_, count);
    }
    begin_ = 0;
    end_ = count;
}

// Grows only as bytes arrive: a length that a peer merely claims costs no memory.
std::span<std::uint8_t> FrameReader::room() {
    std::size_t const capacity = words_.size() * 8;
    bool const was_filled = end_ == capacity;
    if (pending() == 0) {
        make_room(was_filled ? std::max(capacity, usual_bytes) : small_bytes);
    } else if (was_filled) {
        bool const is_tight = pending() > capacity / 2;
        make_room(is_tight ? std::max(capacity * 2, usual_bytes) : capacity);
    }
    auto* const data = reinterpret_cast<std::uint8_t*>(words_.data());
    return {data + end_, words_.size() * 8 - end_};
}

void FrameReader::received(std::size_t bytes) {
    TALLY_CHECK(bytes <= words_.size() * 8 - end_);
    end_ += bytes;
}

Result<std::optional<Frame>> FrameReader::next() {
    TALLY_TRY(size, frame_size());
    if (!size || pending() < *size) return std::optional<Frame>{};
    Frame const frame{{words_.data() + begin_ / 8, *size / 8}};
    begin_ += *size;
    return std::optional{frame};
}

}  // namespace tally::wire
