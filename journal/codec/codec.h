#pragma once

#include "journal/codec/leaf_buffer.h"
#include "journal/entry.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/limits.h"
#include "journal/vocabulary/result.h"

#include <cstddef>

// Entries to leaves and back: one entry has exactly one leaf, and a leaf is one entry or nothing.
// The bytes are the canonical Cap'n Proto encoding of journal/schema/entry.capnp; see
// docs/record_format.md. A leaf's length is always a multiple of 8.
namespace tally {

inline constexpr std::size_t leaf_bytes_max = limits::leaf_bytes;

// Appends the entry's leaf to `buffer`; its length is what the buffer grew by. Allocates nothing
// for entries without metadata, attestors or events once the buffer is warm. Fails, leaving the
// buffer as it was, if the leaf would be too long or an enumeration holds a value without a name.
[[nodiscard]] Result<void> encode_leaf(Entry const& entry, LeafBuffer& buffer);

// Reads a leaf of any alignment into an existing entry, whose memory is reused. Total: any bytes
// that encode_leaf could not have written are an integrity failure that names the entry and what is
// wrong, and `entry` is then left in an unspecified but valid state.
[[nodiscard]] Result<void> decode_leaf(ByteSpan leaf, Entry& entry);

[[nodiscard]] Result<Entry> decode_leaf(ByteSpan leaf);

// True if the leaf is well formed as far as this build can tell, but of a kind that it does not
// know: another version wrote it. decode_leaf fails on it, and a replay stops there.
[[nodiscard]] bool is_unknown_kind(ByteSpan leaf);

}  // namespace tally
