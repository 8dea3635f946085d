#include "journal/tree/hashing.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace tally {

namespace {

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

// Leaves up to this long are put behind their prefix first, since one update is cheaper than two.
constexpr std::size_t short_leaf_bytes = 512;

TreeHasher& hasher_of_this_thread() {
    thread_local TreeHasher hasher;
    return hasher;
}

}  // namespace

Hash32 TreeHasher::leaf(ByteSpan leaf) {
    std::array<std::uint8_t, 1 + short_leaf_bytes> message;
    message[0] = leaf_prefix;
    if (leaf.size() <= short_leaf_bytes) {
        std::copy(leaf.begin(), leaf.end(), message.begin() + 1);
        return sha256_.hash({message.data(), leaf.size() + 1});
    }
    sha256_.start();
    sha256_.update({message.data(), 1});
    sha256_.update(leaf);
    return sha256_.finish();
}

Hash32 TreeHasher::node(Hash32 const& left, Hash32 const& right) {
    std::array<std::uint8_t, 65> message;
    message[0] = node_prefix;
    std::copy(left.bytes.begin(), left.bytes.end(), message.begin() + 1);
    std::copy(right.bytes.begin(), right.bytes.end(), message.begin() + 33);
    return sha256_.hash(message);
}

Hash32 leaf_hash(ByteSpan leaf) {
    return hasher_of_this_thread().leaf(leaf);
}

Hash32 node_hash(Hash32 const& left, Hash32 const& right) {
    return hasher_of_this_thread().node(left, right);
}

Hash32 empty_root() {
    return sha256({});
}

}  // namespace tally
