#pragma once

#include <cstdint>
#include <string>

// Where C2SP tlog-tiles puts things: https://c2sp.org/tlog-tiles
namespace tally {

inline constexpr std::uint64_t tile_width = 256;
inline constexpr unsigned tile_height = 8;  // of a full tile, in levels of the tree

// A tile of hashes, or a bundle of entries: `width` items from the tile's first.
struct Tile {
    static constexpr unsigned entries = 64;  // no level: the entries themselves

    unsigned level = 0;
    std::uint64_t index = 0;
    std::uint64_t width = tile_width;

    [[nodiscard]] bool is_full() const { return width == tile_width; }

    [[nodiscard]] bool is_bundle() const { return level == entries; }

    // The first item's place among all of its level.
    [[nodiscard]] std::uint64_t first() const { return index * tile_width; }

    friend bool operator==(Tile const&, Tile const&) = default;
};

// "tile/0/x001/x234/067.p/8", "tile/entries/000".
[[nodiscard]] std::string path_of(Tile const& tile);

// The directory of a tile's partial forms: "tile/0/000.p".
[[nodiscard]] std::string partials_of(Tile const& tile);

// How many hashes a level has (or entries there are) in a tree of this size.
[[nodiscard]] std::uint64_t items_in(unsigned level, std::uint64_t tree_size);

// The tile that has this item of a level, as wide as it is in a tree of this size.
[[nodiscard]] Tile tile_with(unsigned level, std::uint64_t item, std::uint64_t tree_size);

}  // namespace tally
