#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/check.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tally {

// Leaves one after the other, in memory that is kept when the buffer is cleared. As every leaf is a
// whole number of 8-byte words, each one is aligned to a word in here.
class LeafBuffer {
public:
    void reserve_bytes(std::size_t bytes) { words_.reserve((bytes + 7) / 8); }

    void clear() { size_words_ = 0; }

    [[nodiscard]] std::size_t size() const { return size_words_ * 8; }

    [[nodiscard]] bool empty() const { return size_words_ == 0; }

    [[nodiscard]] ByteSpan bytes() const {
        return {reinterpret_cast<std::uint8_t const*>(words_.data()), size()};
    }

    [[nodiscard]] ByteSpan bytes_from(std::size_t offset) const { return bytes().subspan(offset); }

    // Room for `count` more words, not yet part of the buffer; keep() then takes the first of them
    // in. The pointer is valid until the next call.
    [[nodiscard]] std::uint64_t* room(std::size_t count) {
        if (words_.size() - size_words_ < count) words_.resize((size_words_ + count) * 2);
        return words_.data() + size_words_;
    }

    void keep(std::size_t count) {
        TALLY_CHECK(count <= words_.size() - size_words_);
        size_words_ += count;
    }

    // Drops what was appended after the buffer had this size.
    void shrink(std::size_t bytes) {
        TALLY_CHECK(bytes <= size() && bytes % 8 == 0);
        size_words_ = bytes / 8;
    }

private:
    std::vector<std::uint64_t> words_;
    std::size_t size_words_ = 0;
};

}  // namespace tally
