#pragma once

#include "journal/crypto/sha256.h"
#include "journal/vocabulary/bytes.h"

namespace tally {

// Hashes leaves and nodes with a context of its own: one object a thread. Allocates nothing.
class TreeHasher {
public:
    [[nodiscard]] Hash32 leaf(ByteSpan leaf);
    [[nodiscard]] Hash32 node(Hash32 const& left, Hash32 const& right);

private:
    Sha256 sha256_;
};

// The same through a TreeHasher of the calling thread.
[[nodiscard]] Hash32 leaf_hash(ByteSpan leaf);
[[nodiscard]] Hash32 node_hash(Hash32 const& left, Hash32 const& right);

// The root of a tree without leaves: SHA-256 of nothing.
[[nodiscard]] Hash32 empty_root();

}  // namespace tally
