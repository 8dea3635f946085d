#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/ids.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>
#include <vector>

// The unit of commit: the consecutive entries of one group commit, as stored and sent.
//
//   offset  size  field (integers little-endian)
//        0     4  magic "TBLK"
//        4     2  format version, 1
//        6     2  zero
//        8     8  epoch of the writer, from 1
//       16     8  sequence of the first entry; also the tree's size before the block
//       24     4  count of leaves, 1 .. block_leaves_max
//       28     4  bytes of all leaves
//       32    32  root of the tree before the block
//       64    32  root of the tree after the block
//       96     -  the leaves, one after another; each a whole number of 8-byte words, so that each
//                 is aligned when the block is
//        -   2 n  length of each leaf in bytes, 8 .. 65,528
//        -     -  zero bytes up to a multiple of 8
namespace tally {

// Which writer wrote: each open_epoch gives a higher one.
struct Epoch {
    std::uint64_t value = 0;

    friend constexpr auto operator<=>(Epoch, Epoch) = default;
};

inline constexpr std::uint16_t block_format = 1;
inline constexpr std::size_t block_header_bytes = 96;
inline constexpr std::size_t block_leaf_max = 65'528;
// One command and its consequences are one block, so that a crash cannot part them. Bounds what a
// reader must be ready to hold; group commit stays far below.
inline constexpr std::size_t block_leaves_max = std::size_t{1} << 22U;
inline constexpr std::size_t block_payload_max = std::size_t{1} << 30U;

struct BlockHeader {
    Epoch epoch;
    Sequence first;
    std::uint32_t count = 0;
    std::uint32_t payload_bytes = 0;
    Hash32 root_before;
    Hash32 root_after;

    // The sequence after the block's last entry; also the tree's size after it.
    [[nodiscard]] constexpr Sequence next() const { return Sequence{first.value + count}; }

    friend bool operator==(BlockHeader const&, BlockHeader const&) = default;
};

// Builds one block after another in the same memory: start, append..., finish.
class BlockBuilder {
public:
    void start(Epoch epoch, Sequence first, Hash32 const& root_before);

    // Copies one leaf, as encode_leaf made it. Its size must be as the format above says.
    void append(ByteSpan leaf);

    // The block's bytes; valid until the next start. At least one leaf must have been appended.
    [[nodiscard]] ByteSpan finish(Hash32 const& root_after);

    [[nodiscard]] std::uint32_t count() const {
        return static_cast<std::uint32_t>(lengths_.size());
    }

    [[nodiscard]] std::size_t payload_bytes() const { return bytes_.size() - block_header_bytes; }

private:
    BlockHeader header_;
    std::vector<std::uint8_t> bytes_;
    std::vector<std::uint16_t> lengths_;
};

// A decoded block: borrows the bytes it was decoded from. Iterates over the leaves in order:
//     for (ByteSpan leaf : block) ...
class Block {
public:
    class Iterator {
    public:
        using value_type = ByteSpan;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;

        Iterator(std::uint8_t const* leaf, std::uint8_t const* length)
            : leaf_(leaf), length_(length) {}

        ByteSpan operator*() const { return {leaf_, size()}; }

        Iterator& operator++() {
            leaf_ += size();
            length_ += sizeof(std::uint16_t);
            return *this;
        }

        Iterator operator++(int) {
            auto const before = *this;
            ++*this;
            return before;
        }

        friend bool operator==(Iterator left, Iterator right) {
            return left.length_ == right.length_;
        }

    private:
        [[nodiscard]] std::size_t size() const {
            std::uint16_t bytes = 0;
            std::memcpy(&bytes, length_, sizeof bytes);
            return bytes;
        }

        std::uint8_t const* leaf_ = nullptr;
        std::uint8_t const* length_ = nullptr;
    };

    // Total on any bytes: what is not exactly one well-formed block is an integrity failure.
    // Does not hash: that the roots are right is for a verifier to say. Leaves are 8-byte aligned
    // if `bytes` are.
    [[nodiscard]] static Result<Block> decode(ByteSpan bytes);

    [[nodiscard]] BlockHeader const& header() const { return header_; }

    [[nodiscard]] Iterator begin() const { return {leaves_, lengths_}; }

    [[nodiscard]] Iterator end() const {
        return {nullptr, lengths_ + sizeof(std::uint16_t) * header_.count};
    }

    // The leaf of one entry of the block. Walks over the lengths before it.
    [[nodiscard]] ByteSpan leaf(Sequence sequence) const;

private:
    BlockHeader header_;
    std::uint8_t const* leaves_ = nullptr;
    std::uint8_t const* lengths_ = nullptr;
};

// Aligned memory for one block, reused from block to block.
class BlockBuffer {
public:
    // Room for `size` bytes; what was there before is lost.
    [[nodiscard]] std::span<std::uint8_t> resize(std::size_t size);
    void assign(ByteSpan bytes);

    [[nodiscard]] ByteSpan bytes() const;

private:
    std::vector<std::uint64_t> words_;
    std::size_t size_ = 0;
};

}  // namespace tally
