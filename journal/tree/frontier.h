#pragma once

#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

namespace tally {

// Is told of the roots of complete subtrees as they come to be, at heights 8, 16, 24 ... (256,
// 65,536 ... leaves): what a store keeps so that proofs need not read the whole record.
class SubtreeSink {
public:
    virtual ~SubtreeSink() = default;

    // The root over the leaves [index << height, (index + 1) << height).
    virtual void subtree(unsigned height, std::uint64_t index, Hash32 const& root) = 0;
};

// All that is needed to go on appending to a tree: its size and the roots of its complete subtrees,
// one for each bit of the size. A value: copy it to try something and go back.
class Frontier {
public:
    [[nodiscard]] std::uint64_t size() const { return size_; }

    // The root of the tree as it stands. Costs a hash for each bit set in the size, less one.
    [[nodiscard]] Hash32 root() const;

    void append(Hash32 const& leaf, SubtreeSink* sink = nullptr);

    // The same as appending each in turn.
    void append(std::span<Hash32 const> leaves, SubtreeSink* sink = nullptr);

    // Little-endian size (8 bytes), then the subtree roots, largest subtree first: 8 + 32 x the
    // number of bits set in the size. Appends to `bytes`.
    void save(std::vector<std::uint8_t>& bytes) const;

    // An integrity failure if the bytes are not exactly what save writes.
    [[nodiscard]] static Result<Frontier> restore(ByteSpan bytes);

    // Of a tree of `size` leaves: roots[h] is its complete subtree of 2^h leaves, for each bit set
    // in the size; the others are not looked at.
    [[nodiscard]] static Frontier of(std::uint64_t size, std::array<Hash32, 64> const& roots) {
        Frontier frontier;
        frontier.size_ = size;
        frontier.roots_ = roots;
        return frontier;
    }

    friend bool operator==(Frontier const& left, Frontier const& right);

private:
    std::uint64_t size_ = 0;
    std::array<Hash32, 64> roots_{};  // [h] is the subtree of 2^h leaves; valid if that bit is set
};

}  // namespace tally
