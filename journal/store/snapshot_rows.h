#pragma once

#include "journal/store/keys.h"
#include "journal/store/snapshots.h"

#include <optional>
#include <string>
#include <string_view>

// How a snapshot lies in the column `snapshots`:
//   'c', next (8), kind (2), number (4)  ->  SHA-256 of key and bytes (32), bytes
//   'm', next (8)                        ->  SHA-256 of key and fields (32), fields
// Numbers in keys are big-endian. The 'm' row is written last and makes the snapshot be.
namespace tally {

struct PartRow {
    SnapshotPart part;
    std::uint32_t chunks = 0;
    std::uint64_t bytes = 0;
};

struct SnapshotManifest {
    Tip tip;
    Timestamp time;
    std::vector<PartRow> parts;

    [[nodiscard]] SnapshotInfo info() const;
};

inline constexpr std::size_t snapshot_chunk_bytes = std::size_t{256} * 1024;

[[nodiscard]] KeyBytes<15> chunk_key(Sequence next, std::uint16_t kind, std::uint32_t number);

// The first key that is of no chunk of this snapshot or an earlier one.
[[nodiscard]] KeyBytes<15> chunk_end(Sequence next);

[[nodiscard]] KeyBytes<9> manifest_key(Sequence next);

[[nodiscard]] Sequence next_of(std::string_view key);

// The value with the hash of key and value in front, and back; nothing if they do not agree.
[[nodiscard]] std::string seal(std::string_view key, std::string_view value);
[[nodiscard]] std::optional<std::string_view> unseal(std::string_view key, std::string_view sealed);

[[nodiscard]] std::string encode_manifest(SnapshotManifest const& manifest);

// Nothing if the bytes are not exactly a manifest under this key.
[[nodiscard]] std::optional<SnapshotManifest> decode_manifest(std::string_view key,
                                                              std::string_view sealed);

}  // namespace tally
