#pragma once

#include "journal/export/tile.h"
#include "journal/tree/hash_source.h"
#include "journal/vocabulary/bytes.h"
#include "journal/vocabulary/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

namespace tally {

inline constexpr std::size_t bundle_bytes_max = std::size_t{tile_width} * (2 + 65'535);

// The bundle of entries at this place; an integrity failure that names the first entry that is not
// there, if it has not exactly as many as it should. The spans borrow from `bytes`.
[[nodiscard]] Result<void> read_bundle(std::filesystem::path const& directory,
                                       Tile const& tile,
                                       std::vector<std::uint8_t>& bytes,
                                       std::vector<ByteSpan>& leaves);

// The hashes of a tree as its tiles have them. Keeps the tiles read last, one for each level.
class TileHashes final : public HashSource {
public:
    TileHashes(std::filesystem::path directory, std::uint64_t tree_size)
        : directory_(std::move(directory)), tree_size_(tree_size) {}

    [[nodiscard]] Result<Hash32> subtree(unsigned height, std::uint64_t index) override;

    [[nodiscard]] std::uint64_t tree_size() const { return tree_size_; }

private:
    struct Read {
        Tile tile;
        std::vector<Hash32> hashes;
    };

    [[nodiscard]] Result<Read const*> read(unsigned level, std::uint64_t item);

    std::filesystem::path directory_;
    std::uint64_t tree_size_;
    std::map<unsigned, Read> levels_;
};

}  // namespace tally
