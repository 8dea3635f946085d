#include "journal/export/tile_files.h"

#include "journal/export/file.h"
#include "journal/tree/hashing.h"

#include <algorithm>

namespace tally {

namespace {

Failure missing(std::filesystem::path const& directory, Tile const& tile) {
    auto const span = std::uint64_t{1} << (tile.is_bundle() ? 0 : tile_height * tile.level);
    auto const first = tile.first() * span;
    return {FailureKind::integrity,
            (directory / path_of(tile)).string() + " is missing: nothing shows entries " +
                std::to_string(first) + " to " + std::to_string(first + tile.width * span - 1)};
}

Failure broken_bundle(std::filesystem::path const& directory,
                      Tile const& tile,
                      std::uint64_t entry,
                      char const* what) {
    return {FailureKind::integrity,
            "entry " + std::to_string(entry) + ": " + (directory / path_of(tile)).string() + " " +
                what};
}

}  // namespace

Result<void> read_bundle(std::filesystem::path const& directory,
                         Tile const& tile,
                         std::vector<std::uint8_t>& bytes,
                         std::vector<ByteSpan>& leaves) {
    TALLY_TRY(file, read_file(directory / path_of(tile), bundle_bytes_max));
    if (!file) return missing(directory, tile);
    bytes = std::move(*file);
    leaves.clear();
    ByteSpan rest{bytes};
    while (leaves.size() < tile.width) {
        auto const entry = tile.first() + leaves.size();
        if (rest.empty()) return broken_bundle(directory, tile, entry, "ends before it");
        auto const size =
            rest.size() < 2 ? SIZE_MAX : (std::size_t{rest[0]} << 8U) + std::size_t{rest[1]} + 2;
        if (size > rest.size())
            return broken_bundle(directory, tile, entry, "has less than it says");
        leaves.push_back(rest.first(size).subspan(2));
        rest = rest.subspan(size);
    }
    if (rest.empty()) return success();
    return broken_bundle(directory, tile, tile.first() + tile.width, "has more than it should");
}

Result<Hash32> TileHashes::subtree(unsigned height, std::uint64_t index) {
    auto const level = height / tile_height;
    auto const above = height % tile_height;
    auto const count = std::uint64_t{1} << above;
    auto const item = index << above;
    if (item + count > items_in(level, tree_size_))
        return Failure{FailureKind::integrity,
                       "entry " + std::to_string(((index + 1) << height) - 1) +
                           " is not in the export " + directory_.string()};
    TALLY_TRY(tile, read(level, item));
    auto const from = tile->hashes.begin() + static_cast<std::ptrdiff_t>(item % tile_width);
    std::vector<Hash32> hashes{from, from + static_cast<std::ptrdiff_t>(count)};
    for (; hashes.size() > 1; hashes.resize(hashes.size() / 2))
        for (std::size_t i = 0; i < hashes.size() / 2; ++i)
            hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
    return hashes.front();
}

Result<TileHashes::Read const*> TileHashes::read(unsigned level, std::uint64_t item) {
    auto const tile = tile_with(level, item, tree_size_);
    auto& kept = levels_[level];
    if (!kept.hashes.empty() && kept.tile == tile) return &kept;
    auto const place = directory_ / path_of(tile);
    TALLY_TRY(bytes, read_file(place, tile_width * Hash32::size));
    if (!bytes) return missing(directory_, tile);
    if (bytes->size() != tile.width * Hash32::size)
        return Failure{FailureKind::integrity,
                       place.string() + " does not have " + std::to_string(tile.width) + " hashes"};
    kept.tile = tile;
    kept.hashes.resize(tile.width);
    for (std::size_t i = 0; i < kept.hashes.size(); ++i)
        std::copy_n(bytes->begin() + static_cast<std::ptrdiff_t>(i * Hash32::size),
                    Hash32::size,
                    kept.hashes[i].bytes.begin());
    return &kept;
}

}  // namespace tally
